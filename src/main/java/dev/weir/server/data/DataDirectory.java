package dev.weir.server.data;

import dev.weir.failure.FileProblem;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one class that knows what lies where on disk. While it is open, no other server uses the
 * directory.
 *
 * <pre>
 * DIR/                  0700
 * ├── format            version of this layout and of what is stored, a number
 * ├── written-by        version of the Weir that last started here
 * ├── lock              held by the running server; names its process and addresses
 * ├── weir.db           metadata store (with -wal and -shm beside it, and in -newest its revision)
 * ├── lib/              SQLite's library, unpacked
 * ├── blobs/            content of images, and in mark the sign that it is there
 * ├── leases            what clients who push were told to be there, of this start of the machine
 * ├── ca.crt            certificate of Weir's own authority, for clients
 * ├── tls/              ca.key, server.crt, server.key, and a checksum of what was found in order
 * ├── secrets.key       seals Secrets in the store
 * ├── serviceaccounts.jwks   sign tokens of service accounts; the first one signs
 * ├── registry-host     names of the registry in pull specs, newest first
 * ├── registry-hosts-fleeting   names with a free port, each of one start, newest first
 * ├── admin.kubeconfig  the administrator's way in
 * ├── audit.log         who did what (with older ones beside it)
 * ├── users.htpasswd    local users, kept by the administrator
 * └── weir.sock         the API for this machine's commands
 * </pre>
 *
 * <p>Everything with a secret in it is of mode 0600.
 */
public final class DataDirectory implements AutoCloseable {
  /** The newest layout that this program reads, and the one that it writes. */
  static final int FORMAT = 1;

  private static final String REGISTRY_HOST = "registry-host";
  private static final int MOST_FLEETING_HOSTS = 100;
  private static final Set<String> MAY_BE_THERE_BEFORE =
      Set.of("lost+found", DirectoryLock.NAME, "users.htpasswd", ".format.new");

  private static final List<String> FILES =
      List.of(
          """
          weir.db weir.db-wal weir.db-shm weir.db-newest secrets.key serviceaccounts.jwks leases \
          registry-host registry-hosts-fleeting ca.crt tls/ca.key tls/server.crt tls/server.key \
          tls/checked written-by admin.kubeconfig audit.log users.htpasswd\
          """
              .split(" "));

  private final Path root;
  private final DirectoryLock lock;

  private DataDirectory(Path root, DirectoryLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Makes the directory if it is missing, and takes it for this process.
   *
   * @throws StartException if another server uses it, or it holds newer data or something else, or
   *     a directory where a file belongs
   */
  public static DataDirectory open(Path directory) {
    try {
      createPrivate(directory);
      Owner.requireNoGuest(directory, directory.resolve("format"));
      PathShape.requireFile(directory.toRealPath().resolve(DirectoryLock.NAME));
      DirectoryLock lock = DirectoryLock.take(directory);
      try {
        PathShape.requireFile(directory.toRealPath().resolve("format"));
        checkFormat(directory);
        DataDirectory opened = new DataDirectory(directory.toRealPath(), lock);
        opened.checkShapes();
        createPrivate(opened.tls());
        opened.describe("starting");
        return opened;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StartException(
          "The data directory "
              + directory
              + " cannot be used ("
              + FileProblem.named(e)
              + "); "
              + Owner.stranger(directory).map(whose -> whose + "; or ").orElse("")
              + "choose another with --data DIR.",
          e);
    }
  }

  /** A directory that is being filled; only its owner writes there. */
  static DataDirectory unfinished(Path root, DirectoryLock lock) {
    return new DataDirectory(root, lock);
  }

  /** From now on servers take it for theirs. */
  void writeFormat() throws IOException {
    writeFormat(root);
  }

  private static void writeFormat(Path directory) throws IOException {
    DurableFile.writePrivate(
        directory.resolve("format"), (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void checkShapes() {
    List.of("tls", "lib", "blobs", "mirror")
        .forEach(name -> PathShape.requireDirectory(root.resolve(name)));
    FILES.forEach(name -> PathShape.requireFile(root.resolve(name)));
  }

  static void createPrivate(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void checkFormat(Path directory) throws IOException {
    Path file = directory.resolve("format");
    if (Files.exists(directory.resolve(UnfinishedData.MARK))) {
      throw new StartException(
          "The data in "
              + directory
              + " is a part of a backup whose restore did not end; run weir restore with --data "
              + directory
              + " again, or remove the directory.");
    }
    String found;
    try {
      found = Files.readString(file).strip();
    } catch (NoSuchFileException firstStart) {
      refuseForeignContent(directory);
      keepPrivate(directory);
      writeFormat(directory);
      return;
    }
    if (!found.matches("[0-9]{1,9}")) {
      throw new StartException(
          "The file " + file + " is damaged: it holds no format number; restore it from a backup.");
    }
    if (Integer.parseInt(found) > FORMAT) {
      throw new StartException(
          "The data in "
              + directory
              + " has format "
              + found
              + WrittenBy.read(directory).map(by -> ", written by Weir " + by).orElse("")
              + ", and this Weir reads formats up to "
              + FORMAT
              + "; start a newer Weir on it.");
    }
  }

  /** A volume may be ours by its group alone; what is in it with a secret is private anyway. */
  private static void keepPrivate(Path directory) throws IOException {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (FileSystemException e) {
      if (Owner.stranger(directory).isEmpty()) {
        throw e;
      }
    }
  }

  /** An empty directory, perhaps of a filesystem of its own. */
  private static boolean isPlaceForBlobs(Path child) {
    if (!child.endsWith("blobs")) {
      return false;
    }
    try (Stream<Path> content = Files.list(child)) {
      return content.allMatch(path -> path.endsWith("lost+found"));
    } catch (IOException noDirectory) {
      return false;
    }
  }

  static void refuseForeignContent(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      String foreign =
          children
              .map(child -> child.getFileName().toString())
              .filter(name -> !MAY_BE_THERE_BEFORE.contains(name))
              .filter(name -> !isPlaceForBlobs(directory.resolve(name)))
              .sorted()
              .limit(3)
              .collect(Collectors.joining(", "));
      if (!foreign.isEmpty()) {
        throw new StartException(
            "The directory "
                + directory
                + " holds something else than Weir's data ("
                + foreign
                + "); choose an empty or a new directory with --data DIR.");
      }
    }
  }

  /** Tells a second server who is here. */
  public void describe(String addresses) {
    lock.describe(addresses);
  }

  /** False if the directory was moved, removed or unmounted since it was opened. */
  public boolean isInPlace() {
    return lock.isInPlace();
  }

  public Path root() {
    return root;
  }

  public Path database() {
    return root.resolve("weir.db");
  }

  public Path blobs() {
    return root.resolve("blobs");
  }

  /** What was pulled through from other registries; may be thrown away while nothing runs. */
  public Path mirror() {
    return root.resolve("mirror");
  }

  /** Makes the directory of blobs, if it is missing, for good. */
  void createBlobs() throws IOException {
    createPrivate(blobs());
    DurableFile.syncDirectory(root);
  }

  public Path leases() {
    return root.resolve("leases");
  }

  public Path authorityCertificate() {
    return root.resolve("ca.crt");
  }

  public Path tls() {
    return root.resolve("tls");
  }

  public Path authorityKey() {
    return tls().resolve("ca.key");
  }

  public Path serverCertificate() {
    return tls().resolve("server.crt");
  }

  public Path serverKey() {
    return tls().resolve("server.key");
  }

  /** Checksum of certificate files that were found in order. */
  public Path checkedCertificates() {
    return tls().resolve("checked");
  }

  public Path sealingKey() {
    return root.resolve("secrets.key");
  }

  public Path accountKeys() {
    return root.resolve("serviceaccounts.jwks");
  }

  public Path adminKubeconfig() {
    return root.resolve("admin.kubeconfig");
  }

  public Path users() {
    return root.resolve("users.htpasswd");
  }

  public Path socket() {
    return root.resolve("weir.sock");
  }

  /** Names that the registry has had in pull specs, the present one first. */
  public List<String> registryHosts() throws IOException {
    return lines(registryHostFile());
  }

  /** As above, of a directory that nobody has to have opened; empty where it may not be read. */
  public static Optional<List<String>> keptRegistryHosts(Path directory) {
    try {
      return Optional.of(lines(directory.resolve(REGISTRY_HOST)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Keeps the registry's name; earlier ones are remembered. */
  public void keepRegistryHost(String host) throws IOException {
    Set<String> hosts = new LinkedHashSet<>(List.of(host));
    hosts.addAll(registryHosts());
    if (!List.copyOf(hosts).equals(registryHosts())) {
      writeLines(registryHostFile(), hosts);
    }
  }

  /** Remembers a name with a port that only this start has; a later one does not take it up. */
  public void rememberFleetingHost(String host) throws IOException {
    rememberFleetingHosts(List.of(host));
  }

  /** As {@link #rememberFleetingHost}, of several. */
  void rememberFleetingHosts(List<String> more) throws IOException {
    Set<String> hosts = new LinkedHashSet<>(more);
    hosts.addAll(lines(fleetingHostsFile()));
    List<String> newest = hosts.stream().limit(MOST_FLEETING_HOSTS).toList();
    if (!newest.equals(lines(fleetingHostsFile()))) {
      writeLines(fleetingHostsFile(), newest);
    }
  }

  /** Every name that pull specs may hold for the registry. */
  public Set<String> allRegistryHosts() throws IOException {
    Set<String> hosts = new LinkedHashSet<>(registryHosts());
    hosts.addAll(lines(fleetingHostsFile()));
    return hosts;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static void writeLines(Path file, Collection<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    DurableFile.writePrivate(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path fleetingHostsFile() {
    return root.resolve("registry-hosts-fleeting");
  }

  private Path registryHostFile() {
    return root.resolve(REGISTRY_HOST);
  }

  /** Lets go of the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
