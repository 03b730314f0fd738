package dev.weir.client.kubeconfig;

import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubeconfig files as one: the first file that sets something wins (as kubectl merges them). */
public final class Kubeconfig {
  private final List<KubeconfigFile> files;
  private final Path dataDirectory;

  private Kubeconfig(List<KubeconfigFile> files, Path dataDirectory) {
    this.files = List.copyOf(files);
    this.dataDirectory = dataDirectory;
  }

  /**
   * Finds and reads the files: the given one, those of {@code KUBECONFIG}, {@code ~/.kube/config},
   * or the {@code admin.kubeconfig} of this machine's data directory.
   *
   * @param given file named on the command line, empty for none
   * @param environment {@code KUBECONFIG} and {@code WEIR_DATA} are read
   * @param directory what relative paths start from
   * @throws KubeconfigException if the given file is missing or a file cannot be understood
   */
  public static Kubeconfig load(
      String given, Map<String, String> environment, Path directory, Path home) throws IOException {
    String data = environment.getOrDefault("WEIR_DATA", "");
    Path dataDirectory =
        data.isEmpty() ? home.resolve(".local/share/weir") : directory.resolve(data);
    List<KubeconfigFile> files = new ArrayList<>();
    for (Path path : paths(given, environment, directory, home, dataDirectory)) {
      files.add(KubeconfigFile.read(path));
    }
    return new Kubeconfig(files, dataDirectory);
  }

  private static List<Path> paths(
      String given,
      Map<String, String> environment,
      Path directory,
      Path home,
      Path dataDirectory) {
    if (!given.isEmpty()) {
      Path path = directory.resolve(given);
      if (!Files.exists(path)) {
        throw new KubeconfigException("stat " + given + ": no such file or directory");
      }
      return List.of(path);
    }
    List<Path> listed = new ArrayList<>();
    for (String name : environment.getOrDefault("KUBECONFIG", "").split(":")) {
      if (!name.isEmpty() && !listed.contains(directory.resolve(name))) {
        listed.add(directory.resolve(name));
      }
    }
    if (!listed.isEmpty()) {
      return listed;
    }
    Path usual = home.resolve(".kube/config");
    Path own = dataDirectory.resolve("admin.kubeconfig");
    return List.of(!Files.exists(usual) && Files.isReadable(own) ? own : usual);
  }

  /** What the files and the overrides say together. */
  public Selection select(Overrides overrides) throws IOException {
    return Selection.of(this, overrides);
  }

  /** Name of the current context, empty if there is none. */
  public String currentContext() {
    return files.stream()
        .map(file -> Json.string(file.tree(), "current-context"))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** True if there is a context of the name. */
  public boolean hasContext(String name) {
    return files.stream().anyMatch(file -> entry(file, "contexts", name) >= 0);
  }

  /** An entry's content and the directory that its relative paths start from. */
  record Entry(ObjectNode content, Path directory) {}

  /** The entry of a list such as {@code clusters}; an empty object if there is none. */
  Entry find(String list, String member, String name) {
    for (KubeconfigFile file : files) {
      int at = entry(file, list, name);
      if (at >= 0) {
        return new Entry(
            Json.objectAt(Json.arrayAt(file.tree(), list).get(at), member), directory(file));
      }
    }
    return new Entry(Json.object(), Path.of(""));
  }

  private static int entry(KubeconfigFile file, String list, String name) {
    int at = 0;
    for (JsonNode entry : Json.arrayAt(file.tree(), list)) {
      if (Json.string(entry, "name").equals(name)) {
        return at;
      }
      at++;
    }
    return -1;
  }

  private static Path directory(KubeconfigFile file) {
    Path parent = file.path().toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  /** Directories that may hold the socket of a server on this machine. */
  List<Path> socketDirectories() {
    List<Path> found = new ArrayList<>();
    files.forEach(file -> found.add(directory(file)));
    found.add(dataDirectory);
    return found;
  }

  /** Makes a context the current one and writes it. */
  public void use(String context) throws IOException {
    KubeconfigFile file =
        files.stream()
            .filter(f -> !Json.string(f.tree(), "current-context").isEmpty())
            .findFirst()
            .orElse(files.getFirst());
    file.tree().put("current-context", context);
    file.write();
  }

  /**
   * Makes a context for a namespace, with the cluster and user of a selection, the current one. It
   * is named {@code NAMESPACE/CLUSTER/USER} as oc names it.
   */
  public void useNamespace(Selection selection, String namespace) throws IOException {
    String user = selection.user().replaceFirst("/.*$", "");
    String name = namespace + "/" + selection.cluster() + "/" + user;
    if (!hasContext(name)) {
      KubeconfigFile file = files.getFirst();
      ObjectNode entry = Json.ensureArray(file.tree(), "contexts").addObject();
      entry
          .put("name", name)
          .putObject("context")
          .put("cluster", selection.cluster())
          .put("namespace", namespace)
          .put("user", selection.user());
      if (!Json.string(file.tree(), "current-context").isEmpty()) {
        file.tree().put("current-context", name);
      }
      file.write();
    }
    use(name);
  }
}
