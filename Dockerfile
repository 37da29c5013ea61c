# The tag names the exact version of Node and of Debian. To pin the content too, append the digest that
# `docker buildx imagetools inspect node:24.21.0-trixie-slim` prints, as in `node:24.21.0-trixie-slim@sha256:…`.
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /assay
COPY package.json package-lock.json ./
# No package may run a script; none that is used at run time needs one.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
# The grammars bring their sources and libraries for other systems along: a third of the image.
RUN rm -rf node_modules/@ast-grep/lang-*/src \
  && find node_modules/@ast-grep -type d -path '*/prebuilds/*' ! -name 'prebuild-Linux-*' -prune -exec rm -rf {} +

FROM ${NODE_IMAGE}
# Two arenas are enough for the threads of Node, and keep 20 MB less.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 ASSAY_DATA_DIR=/data MALLOC_ARENA_MAX=2
WORKDIR /assay
COPY --from=packages /assay/node_modules ./node_modules
COPY package.json app.yml LICENSE ./
COPY prompts ./prompts
COPY src ./src
# Everything belongs to root and is only read; what Assay writes stands in /data.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "src/entrypoints/app.ts"]
