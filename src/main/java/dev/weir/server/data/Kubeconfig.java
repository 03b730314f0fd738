package dev.weir.server.data;

import dev.weir.failure.FileProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import dev.weir.resource.YamlDocuments;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The administrator's kubeconfig. Addresses follow the server; the token and what the user's tools
 * added (such as a current namespace) stay.
 */
public final class Kubeconfig {
  private static final String CLUSTER = "weir";
  private static final String CONTEXT = "weir";
  private static final String USER = "system:admin";

  private final Path file;

  public Kubeconfig(Path file) {
    this.file = file;
  }

  /**
   * The token in the file; empty if there is no file or no token.
   *
   * @throws StartException if the file is damaged
   */
  public Optional<String> token() throws IOException {
    String token = Json.string(member(read(), "users", USER, "user"), "token");
    return Optional.of(token).filter(found -> !found.isEmpty());
  }

  /**
   * Writes the file (mode 0600), unless it says all this already.
   *
   * @param server such as {@code https://127.0.0.1:8443}
   * @param trustPem certificates that the client shall trust
   */
  void write(String server, byte[] trustPem, String token) throws IOException {
    ObjectNode root = read();
    root.put("apiVersion", "v1").put("kind", "Config");
    member(root, "clusters", CLUSTER, "cluster")
        .put("server", server)
        .put("certificate-authority-data", Base64.getEncoder().encodeToString(trustPem));
    member(root, "users", USER, "user").put("token", token);
    ObjectNode context = member(root, "contexts", CONTEXT, "context");
    context.put("cluster", CLUSTER).put("user", USER);
    if (!context.has("namespace")) {
      context.put("namespace", "default");
    }
    if (Json.string(root, "current-context").isEmpty()) {
      root.put("current-context", CONTEXT);
    }
    byte[] text = YamlDocuments.textInOrder(root).getBytes(StandardCharsets.UTF_8);
    if (!Files.exists(file) || !Arrays.equals(text, Files.readAllBytes(file))) {
      DurableFile.writePrivate(file, text);
    }
  }

  private ObjectNode read() throws IOException {
    try {
      JsonNode root = Yaml.parse(Files.readAllBytes(file));
      return root instanceof ObjectNode object ? object : Json.object();
    } catch (NoSuchFileException none) {
      return Json.object();
    } catch (IOException e) {
      throw new FileSystemException(file.toString(), null, FileProblem.words(e));
    } catch (JacksonException e) {
      throw new StartException(
          "The file "
              + file
              + " is no YAML any more; repair it, or remove it: a new one with a new token is"
              + " written, and the old token ends.",
          e);
    }
  }

  /** The entry of that name in one of the file's lists, made if it is missing. */
  private static ObjectNode member(ObjectNode root, String list, String name, String content) {
    var entries = Json.ensureArray(root, list);
    for (JsonNode entry : entries) {
      if (entry instanceof ObjectNode found && Json.string(found, "name").equals(name)) {
        return Json.ensureObject(found, content);
      }
    }
    return entries.addObject().put("name", name).putObject(content);
  }
}
