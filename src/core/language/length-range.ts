/** Whether text is a length or a range of lengths, as HAProxy's matching method `len` compares (manual, section 7.1.2). */
export function isLengthRange(text: string): boolean {
  const [, from, to = from] = /^(\d{1,6})(?::(\d{1,6}))?$/.exec(text) ?? [];
  return from !== undefined && Number(from) <= Number(to);
}
