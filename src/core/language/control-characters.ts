/**
 * Whether text holds control characters. They break lines, end strings or worse wherever HAProxy reads a value: they are
 * refused everywhere but where line breaks are meant.
 */
export function hasControlCharacters(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(text);
}
