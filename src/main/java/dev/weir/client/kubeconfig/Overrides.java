package dev.weir.client.kubeconfig;

import java.util.List;

/**
 * What the command line says instead of the files; empty texts say nothing.
 *
 * @param insecure {@code --insecure-skip-tls-verify}
 * @param authority absolute path for {@code --certificate-authority}; the other files likewise
 */
public record Overrides(
    String context,
    String cluster,
    String user,
    String namespace,
    String server,
    String token,
    String asUser,
    List<String> asGroups,
    String asUid,
    String authority,
    String clientCertificate,
    String clientKey,
    boolean insecure,
    String serverName) {
  public static final Overrides NONE =
      new Overrides("", "", "", "", "", "", "", List.of(), "", "", "", "", false, "");

  public Overrides {
    asGroups = List.copyOf(asGroups);
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "Overrides[context=" + context + ", server=" + server + "]";
  }
}
