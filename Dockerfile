# The one binary of Fangxin on a small Debian, run by a user without rights.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --package runner

FROM debian:12-slim
COPY --from=build /src/target/release/fangxin /usr/local/bin/fangxin
USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/fangxin"]
