package dev.weir.server;

import java.nio.file.Path;

/**
 * How a server shall run, complete and valid.
 *
 * @param registryHost how pull specs name the registry, {@code host[:port]}; empty: the one kept
 *     from an earlier start, else where the registry listens
 */
record ServerConfig(
    Path data,
    ListenAddress api,
    ListenAddress registry,
    RegistryTls registryTls,
    String registryHost,
    CertificateSource certificate,
    LogFormat logFormat) {

  /** Whether the registry speaks TLS. */
  enum RegistryTls {
    ON,
    OFF,
    /** Plain HTTP on loopback, TLS elsewhere. */
    AUTO
  }

  /** Where the server's certificate comes from. */
  sealed interface CertificateSource {}

  /** Weir's own authority signs it. */
  record OwnAuthority() implements CertificateSource {}

  /** PEM files of the user: the chain, server certificate first, and its key. */
  record GivenFiles(Path certificate, Path key) implements CertificateSource {}

  enum LogFormat {
    TEXT,
    JSON
  }

  boolean registrySpeaksTls() {
    return switch (registryTls) {
      case ON -> true;
      case OFF -> false;
      case AUTO -> !registry.isLoopback();
    };
  }

  /** True if only this machine can reach the server. */
  boolean isLocalOnly() {
    return api.isLoopback() && registry.isLoopback();
  }
}
