# One image for both processes: `throughline api` (with the pages) and `throughline worker`.
# glibc, because Temporal's core and the ONNX runtime ship no musl binaries: an Alpine base does not work.
ARG NODE_IMAGE=node:20-bookworm-slim

# What runs: the engine's own dependencies, without those of the pages and of the tests.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/flow/package.json packages/flow/
COPY packages/nodes/package.json packages/nodes/
COPY packages/engine/package.json packages/engine/
COPY packages/editor/package.json packages/editor/
COPY examples/custom-node/package.json examples/custom-node/
RUN npm ci --omit=dev --include-workspace-root -w packages/flow -w packages/nodes -w packages/engine
# Binaries of other systems, and the Chroma server of the local stack: two thirds of the size.
RUN rm -rf node_modules/onnxruntime-node/bin/*/darwin node_modules/onnxruntime-node/bin/*/win32 \
  node_modules/@temporalio/core-bridge/releases/*apple* node_modules/@temporalio/core-bridge/releases/*windows* \
  node_modules/chromadb-js-bindings-* node_modules/chromadb/node_modules/chromadb-js-bindings-*

# The pages, the chat widget, and the embedding model that serves without a key: from the model hub, else with Maven.
FROM ${NODE_IMAGE} AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates maven \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build -w packages/editor
RUN npx tsx deploy/fetch-embedding-model.ts /opt/embedding-model

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    TZ=UTC \
    THROUGHLINE_EMBEDDING_MODEL_DIR=/opt/embedding-model
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY packages/flow packages/flow
COPY packages/nodes packages/nodes
COPY packages/engine packages/engine
COPY deploy deploy
COPY workflows workflows
COPY examples examples
COPY docs docs
COPY --from=build /app/packages/editor/dist packages/editor/dist
COPY --from=build /opt/embedding-model /opt/embedding-model
# The image's own unprivileged user; nothing below /app is written to.
USER node
EXPOSE 8080
ENTRYPOINT ["node", "packages/engine/bin/throughline.js"]
CMD ["api"]
