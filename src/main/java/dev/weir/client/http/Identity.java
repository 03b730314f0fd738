package dev.weir.client.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * As whom requests are sent. Empty texts are not sent.
 *
 * @param token bearer token
 * @param asUser user to act as; {@code asGroups} and {@code asUid} go with it
 */
public record Identity(
    String token,
    String basicUser,
    String basicPassword,
    String asUser,
    List<String> asGroups,
    String asUid) {
  public static final Identity ANONYMOUS = new Identity("", "", "", "", List.of(), "");

  public Identity {
    asGroups = List.copyOf(asGroups);
  }

  public static Identity ofToken(String token) {
    return new Identity(token, "", "", "", List.of(), "");
  }

  /** Header lines, each with its line end. */
  String headers(boolean withSecrets) {
    StringBuilder lines = new StringBuilder();
    if (withSecrets && !token.isEmpty()) {
      line(lines, "Authorization", "Bearer " + token);
    } else if (withSecrets && !basicUser.isEmpty()) {
      byte[] pair = (basicUser + ":" + basicPassword).getBytes(StandardCharsets.UTF_8);
      line(lines, "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    line(lines, "Impersonate-User", asUser);
    asGroups.forEach(group -> line(lines, "Impersonate-Group", group));
    line(lines, "Impersonate-Uid", asUid);
    return lines.toString();
  }

  private static void line(StringBuilder lines, String name, String value) {
    if (value.isEmpty()) {
      return;
    }
    if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("the value of " + name + " holds a control character");
    }
    lines.append(name).append(": ").append(value).append("\r\n");
  }

  /** Never shows credentials. */
  @Override
  public String toString() {
    return "Identity[as=" + asUser + "]";
  }
}
