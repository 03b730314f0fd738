package dev.weir.server.data;

import dev.weir.storage.backup.BackupSource;
import dev.weir.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The small files of a data directory that a backup takes along, and those that a restore writes.
 */
public final class KeptFiles implements BackupSource.SmallFiles {
  private static final String USERS = "users.htpasswd";
  private static final String HOSTS = "registry-hosts";

  /** Not a file of the directory: of which formats all of it is. */
  private static final String FORMATS = "formats";

  private static final Pattern FORMAT = Pattern.compile("data (\\d{1,9})\nstore (\\d{1,9})\n");

  private final DataDirectory data;

  public KeptFiles(DataDirectory data) {
    this.data = data;
  }

  /** Content by name, of what every backup has: local users, and what the registry was called. */
  @Override
  public Map<String, byte[]> plain() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(FORMATS, formats(DataFormat.NEWEST, SqliteStore.FORMAT));
    read(files, USERS, data.users());
    String hosts = String.join("\n", data.registryNames().all());
    files.put(HOSTS, hosts.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static byte[] formats(int data, int store) {
    return "data %d\nstore %d\n".formatted(data, store).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What keeps a file from being written; empty if nothing does.
   *
   * @param name as {@link #plain} has it
   */
  public static Optional<String> obstacle(String name, byte[] content) {
    if (!Set.of(FORMATS, USERS, HOSTS).contains(name)) {
      return Optional.of("it has the file " + name + ", which this Weir does not know");
    }
    if (!name.equals(FORMATS)) {
      return Optional.empty();
    }
    Matcher said = FORMAT.matcher(new String(content, StandardCharsets.US_ASCII));
    if (!said.matches()) {
      return Optional.of("it does not say of which formats it is");
    }
    boolean newer =
        Integer.parseInt(said.group(1)) > DataFormat.NEWEST
            || Integer.parseInt(said.group(2)) > SqliteStore.FORMAT;
    return newer
        ? Optional.of(
            "it is of data of format %s and a store of format %s, and this Weir reads %d and %d"
                .formatted(said.group(1), said.group(2), DataFormat.NEWEST, SqliteStore.FORMAT))
        : Optional.empty();
  }

  /** Content by name, of what says who the server is and what opens its Secrets. */
  @Override
  public Map<String, byte[]> keys() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Map.Entry<String, Path> file : keyFiles().entrySet()) {
      read(files, file.getKey(), file.getValue());
    }
    return files;
  }

  private Map<String, Path> keyFiles() {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("secrets.key", data.sealingKey());
    files.put("serviceaccounts.jwks", data.accountKeys());
    files.put("ca.crt", data.authorityCertificate());
    files.put("ca.key", data.authorityKey());
    files.put("admin.kubeconfig", data.adminKubeconfig());
    return files;
  }

  private static void read(Map<String, byte[]> files, String name, Path file) throws IOException {
    try {
      files.put(name, Files.readAllBytes(file));
    } catch (NoSuchFileException _) {
      // it has none, such as an authority of its own where it was given certificates
    }
  }

  /** Writes one of the plain files where it belongs. */
  public void writePlain(String name, byte[] content) throws IOException {
    if (name.equals(HOSTS)) {
      // earlier names lead here still, and the next start chooses its own
      data.registryNames()
          .rememberFleeting(new String(content, StandardCharsets.UTF_8).lines().toList());
    } else if (name.equals(USERS)) {
      DurableFile.writePrivate(data.users(), content);
    }
  }

  /** Writes one of the files with keys where it belongs; one that is not known is not needed. */
  public void writeKey(String name, byte[] content) throws IOException {
    Path file = keyFiles().get(name);
    if (file != null && name.equals("ca.crt")) {
      DurableFile.writePublic(file, content);
    } else if (file != null) {
      DurableFile.writePrivate(file, content);
    }
  }
}
