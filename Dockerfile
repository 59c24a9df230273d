FROM node:26.10.0-bookworm-slim
WORKDIR /labelproof
COPY . .
RUN npm ci && npm run build && chown -R node:node .
USER node
