package dev.weir.server.data;

import dev.weir.storage.backup.BackupSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The small files of a data directory that a backup takes along, and those that a restore writes.
 */
public final class KeptFiles implements BackupSource.SmallFiles {
  private static final String USERS = "users.htpasswd";
  private static final String HOSTS = "registry-hosts";

  private final DataDirectory data;

  public KeptFiles(DataDirectory data) {
    this.data = data;
  }

  /** Content by name, of what every backup has: local users, and what the registry was called. */
  @Override
  public Map<String, byte[]> plain() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    read(files, USERS, data.users());
    String hosts = String.join("\n", data.allRegistryHosts());
    files.put(HOSTS, hosts.getBytes(StandardCharsets.UTF_8));
    return files;
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

  /**
   * Writes a file where it belongs; false if none of that name does.
   *
   * @param name as {@link #plain} and {@link #keys} have it
   */
  public boolean write(String name, byte[] content) throws IOException {
    Path key = keyFiles().get(name);
    if (name.equals(HOSTS)) {
      // earlier names lead here still, and the next start chooses its own
      data.rememberFleetingHosts(List.of(new String(content, StandardCharsets.UTF_8).split("\n")));
    } else if (name.equals(USERS)) {
      DurableFile.writePrivate(data.users(), content);
    } else if (name.equals("ca.crt")) {
      DurableFile.writePublic(data.authorityCertificate(), content);
    } else if (key != null) {
      DurableFile.writePrivate(key, content);
    } else {
      return false;
    }
    return true;
  }
}
