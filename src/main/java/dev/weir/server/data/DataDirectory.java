package dev.weir.server.data;

import dev.weir.failure.FileProblem;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

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
        DataFormat.check(directory);
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

  /** What the registry was called in pull specs. */
  public RegistryNames registryNames() {
    return RegistryNames.of(root);
  }

  /** Lets go of the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
