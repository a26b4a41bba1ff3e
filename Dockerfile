# Waggle's image: HAProxy, Node.js and the compiled program.
#
#   docker build -t waggle .
#
# The defaults are public images. Where no registry can be reached, hack/image passes bases that it makes itself; any others with
#   BUILD_IMAGE   Node.js 24 and npm, on Debian
#   BASE_IMAGE    HAProxy 3.4 or newer, on the same or a newer Debian
# do as well.
ARG BUILD_IMAGE=node:24-trixie-slim
ARG BASE_IMAGE=haproxy:3.4-trixie

# ---- what the program needs at run time; apart from the build, so that a change of source does not touch it
FROM ${BUILD_IMAGE} AS dependencies
# Node.js and an init, for base images that have none: somebody must reap what HAProxy leaves behind.
RUN command -v tini >/dev/null || { apt-get update && apt-get install -y --no-install-recommends tini; }
RUN mkdir /tools && cp "$(command -v node)" "$(command -v tini)" /tools/
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts \
    && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -name '*.md' \) -delete

# ---- the program
FROM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build \
    && mkdir /out \
    && for part in package.json dist templates manifests errorfiles; do if [ -e "$part" ]; then cp -r "$part" /out/; fi; done

# ---- the image
FROM ${BASE_IMAGE}
USER root
COPY --from=dependencies /tools/ /usr/local/bin/
COPY --from=dependencies /app/node_modules /app/node_modules
COPY --from=build /out/ /app/
# Better to fail here than in the cluster, should the two base images not fit together.
RUN mkdir -p /var/lib/waggle /run/waggle /certs && haproxy -v && node --version && tini --version

ENV NODE_ENV=production
WORKDIR /app
EXPOSE 80 443 443/udp 8080
# Swarm puts a task's address into its DNS only when it is healthy, so the first answer should come soon.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["node", "/app/dist/cli/healthcheck.js"]
# The haproxy image's own is SIGUSR1, which is meant for HAProxy.
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--", "node", "/app/dist/main.js"]
CMD ["run"]

ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Waggle" \
      org.opencontainers.image.description="Label-driven HAProxy ingress for Docker Swarm" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
