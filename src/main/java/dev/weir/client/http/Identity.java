package dev.weir.client.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    fields(withSecrets)
        .forEach(f -> lines.append(f.name()).append(": ").append(f.value()).append("\r\n"));
    return lines.toString();
  }

  /** A header. */
  public record Field(String name, String value) {}

  /**
   * The headers that say who asks.
   *
   * @param withSecrets false where somebody between could read them
   */
  public List<Field> fields(boolean withSecrets) {
    List<Field> fields = new ArrayList<>();
    if (withSecrets && !token.isEmpty()) {
      add(fields, "Authorization", "Bearer " + token);
    } else if (withSecrets && !basicUser.isEmpty()) {
      byte[] pair = (basicUser + ":" + basicPassword).getBytes(StandardCharsets.UTF_8);
      add(fields, "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
    add(fields, "Impersonate-User", asUser);
    asGroups.forEach(group -> add(fields, "Impersonate-Group", group));
    add(fields, "Impersonate-Uid", asUid);
    return fields;
  }

  private static void add(List<Field> fields, String name, String value) {
    if (value.isEmpty()) {
      return;
    }
    if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("the value of " + name + " holds a control character");
    }
    fields.add(new Field(name, value));
  }

  /** Never shows credentials. */
  @Override
  public String toString() {
    return "Identity[as=" + asUser + "]";
  }
}
