package dev.weir.client.kubeconfig;

import dev.weir.network.ProxyRules;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
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

  private final Map<String, String> environment;

  private Kubeconfig(
      List<KubeconfigFile> files, Path dataDirectory, Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.files = List.copyOf(files);
    this.dataDirectory = dataDirectory;
  }

  /**
   * Finds and reads the files: the given one, those of {@code KUBECONFIG}, {@code ~/.kube/config},
   * or the {@code admin.kubeconfig} of this machine's data directory.
   *
   * @param given file named on the command line, empty for none
   * @param environment {@code KUBECONFIG}, {@code WEIR_DATA} and the names of proxies are read
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
    return new Kubeconfig(files, dataDirectory, environment);
  }

  /**
   * The files that a login is written to: as {@link #load}, but a given file need not be there, and
   * the server's own {@code admin.kubeconfig} is never among them.
   */
  public static Kubeconfig loadForLogin(
      String given, Map<String, String> environment, Path directory, Path home) throws IOException {
    if (!given.isEmpty()) {
      KubeconfigFile file = KubeconfigFile.read(directory.resolve(given));
      return new Kubeconfig(List.of(file), home.resolve(".local/share/weir"), environment);
    }
    if (environment.getOrDefault("KUBECONFIG", "").replace(":", "").isEmpty()) {
      KubeconfigFile file = KubeconfigFile.read(home.resolve(".kube/config"));
      return new Kubeconfig(List.of(file), home.resolve(".local/share/weir"), environment);
    }
    return load(given, environment, directory, home);
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

  /** True if a context says which namespace it is about. */
  public boolean hasNamespace(String context) {
    return !namespaceOf(context).isEmpty();
  }

  /** The namespace that a context is about, empty if it does not say. */
  public String namespaceOf(String context) {
    return Json.string(find("contexts", "context", context).content(), "namespace");
  }

  /** True if there is a context of the name. */
  public boolean hasContext(String name) {
    return files.stream().anyMatch(file -> entry(file, "contexts", name) >= 0);
  }

  public boolean hasCluster(String name) {
    return files.stream().anyMatch(file -> entry(file, "clusters", name) >= 0);
  }

  public boolean hasUser(String name) {
    return files.stream().anyMatch(file -> entry(file, "users", name) >= 0);
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

  /** The proxies that the environment names. */
  ProxyRules proxies() {
    return ProxyRules.of(environment);
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
    currentFile().update(tree -> tree.put("current-context", context));
  }

  private KubeconfigFile currentFile() {
    return files.stream()
        .filter(file -> !Json.string(file.tree(), "current-context").isEmpty())
        .findFirst()
        .orElse(files.getFirst());
  }

  /** Makes a context for a namespace, with the cluster and user of a selection, the current one. */
  public void useNamespace(Selection selection, String namespace) throws IOException {
    String name = selection.contextOf(namespace);
    ObjectNode context = context(selection.cluster(), selection.user(), namespace);
    if (!hasContext(name)) {
      files.getFirst().update(tree -> put(tree, "contexts", "context", name, context));
    }
    use(name);
  }

  private static ObjectNode context(String cluster, String user, String namespace) {
    ObjectNode context = Json.object().put("cluster", cluster);
    if (!namespace.isEmpty()) {
      context.put("namespace", namespace);
    }
    return context.put("user", user);
  }

  /** Name of the entry of a server, empty if there is none. */
  public String clusterAt(URI server) {
    for (KubeconfigFile file : files) {
      for (JsonNode entry : Json.arrayAt(file.tree(), "clusters")) {
        String address = Json.string(Json.objectAt(entry, "cluster"), "server");
        if (address.replaceFirst("/+$", "").equals(server.toString().replaceFirst("/+$", ""))) {
          return Json.string(entry, "name");
        }
      }
    }
    return "";
  }

  /** True if no file was there. */
  public boolean isNew() {
    return files.stream().noneMatch(file -> Files.exists(file.path()));
  }

  /** Keeps a login and makes it the current one (cli.md 14). */
  public void save(SavedLogin login) throws IOException {
    String known = clusterAt(login.server());
    String cluster = known.isEmpty() ? login.clusterName() : known;
    String user = login.user() + "/" + cluster;
    String context = login.namespace() + "/" + cluster + "/" + login.user();
    holding("clusters", cluster)
        .update(tree -> put(tree, "clusters", "cluster", cluster, login.cluster()));
    ObjectNode token = Json.object().put("token", login.token());
    holding("users", user).update(tree -> put(tree, "users", "user", user, token));
    ObjectNode chosen = context(cluster, user, login.namespace());
    holding("contexts", context).update(tree -> put(tree, "contexts", "context", context, chosen));
    use(context);
  }

  /** Forgets the token of a user; everything else of the entry stays. */
  public void forgetToken(String user) throws IOException {
    holding("users", user)
        .update(
            tree -> {
              for (JsonNode entry : Json.arrayAt(tree, "users")) {
                if (Json.string(entry, "name").equals(user)) {
                  Json.objectAt(entry, "user").remove("token");
                }
              }
            });
  }

  private KubeconfigFile holding(String list, String name) {
    return files.stream()
        .filter(file -> entry(file, list, name) >= 0)
        .findFirst()
        .orElse(files.getFirst());
  }

  /** Sets members of an entry, or adds the entry. */
  private static void put(
      ObjectNode tree, String list, String member, String name, ObjectNode content) {
    tree.put("apiVersion", "v1").put("kind", "Config");
    Json.ensureObject(tree, "preferences");
    for (JsonNode entry : Json.ensureArray(tree, list)) {
      if (entry instanceof ObjectNode found && Json.string(found, "name").equals(name)) {
        Json.ensureObject(found, member).setAll(content);
        return;
      }
    }
    ObjectNode entry = Json.ensureArray(tree, list).addObject();
    entry.set(member, content);
    entry.put("name", name);
  }
}
