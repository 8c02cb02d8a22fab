# One image for every role; the command says which.
FROM node:20-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --include=dev
COPY . .
RUN npx vite build && node scripts/build-roles.mjs
USER node
ENTRYPOINT ["node", "bin/bellwether.mjs"]
CMD ["--help"]
