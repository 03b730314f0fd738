package dev.weir.clients.matrix;

import dev.weir.clients.RealClient;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder in which clients find one registry's login and authority, and nothing of the user's.
 * What they might ask of other hosts goes to a proxy that is not there.
 */
final class Home {
  private static final String NOWHERE = "http://127.0.0.1:9";

  private final Path folder;
  private final Site site;

  private Home(Path folder, Site site) {
    this.folder = folder;
    this.site = site;
  }

  static Home make(Path folder, Site site) throws IOException {
    Files.createDirectories(folder.resolve("docker"));
    return new Home(folder, site);
  }

  /** A place in it. */
  Path path(String name) {
    return folder.resolve(name);
  }

  /** A file in it, with this text. */
  Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }

  /** A folder with the server's authority, as {@code --cert-dir} wants it. */
  Path certificates() throws IOException {
    return certificates("certs");
  }

  /** The authority where clients look for it by themselves: {@code certs.d/HOST}. */
  void trust() throws IOException {
    if (site.tls()) {
      Path _ = certificates(".config/containers/certs.d/" + site.host());
    }
  }

  private Path certificates(String name) throws IOException {
    Path certificates = Files.createDirectories(folder.resolve(name));
    Path authority = certificates.resolve("ca.crt");
    if (Files.notExists(authority)) {
      Files.copy(site.authority(), authority);
    }
    return certificates;
  }

  /** The file of logins in Docker's form. */
  Path logins() {
    return folder.resolve("docker/config.json");
  }

  /** Writes a login, in place of what is there. */
  void login(String user, String password) throws IOException {
    String pair = user + ":" + password;
    String auth = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    ObjectNode config = Json.object();
    config.putObject("auths").putObject(site.host()).put("auth", auth);
    Files.write(logins(), Json.bytes(config));
  }

  /** Writes a login with a token in place of a password, as Docker does: OAuth 2 refreshes it. */
  void identify(String token) throws IOException {
    byte[] nobody = "00000000-0000-0000-0000-000000000000:".getBytes(StandardCharsets.UTF_8);
    ObjectNode config = Json.object();
    config
        .putObject("auths")
        .putObject(site.host())
        .put("auth", Base64.getEncoder().encodeToString(nobody))
        .put("identitytoken", token);
    Files.write(logins(), Json.bytes(config));
  }

  /** Forgets all logins. */
  void logout() throws IOException {
    Files.writeString(logins(), "{}");
  }

  /**
   * Variables of a client.
   *
   * @param more names and values in turn
   */
  Map<String, String> environment(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", folder.toString());
    for (String own :
        new String[] {
          "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR"
        }) {
      environment.put(own, folder.toString());
    }
    environment.put("XDG_CONFIG_HOME", folder.resolve(".config").toString());
    environment.put("DOCKER_CONFIG", folder.resolve("docker").toString());
    environment.put("REGISTRY_AUTH_FILE", logins().toString());
    environment.put("HTTPS_PROXY", NOWHERE);
    environment.put("HTTP_PROXY", NOWHERE);
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  /** As {@link #environment}, with the authority in {@code SSL_CERT_FILE} if there is one. */
  Map<String, String> trusting(String... more) {
    Map<String, String> environment = environment(more);
    if (site.tls()) {
      environment.put("SSL_CERT_FILE", site.authority().toString());
    }
    return environment;
  }

  /** A client of Debian's that runs in this home. */
  RealClient client(String... command) {
    return RealClient.required(environment(), command).in(folder);
  }
}
