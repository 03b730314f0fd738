package dev.weir.platform.account;

import dev.weir.access.User;
import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** A user in the form of authentication.k8s.io/v1 {@code UserInfo}. */
final class UserInfo {
  private UserInfo() {}

  static ObjectNode of(User user) {
    ObjectNode info = Json.object().put("username", user.name());
    if (!user.uid().isEmpty()) {
      info.put("uid", user.uid());
    }
    user.groups().forEach(info.putArray("groups")::add);
    if (!user.extra().isEmpty()) {
      ObjectNode extra = info.putObject("extra");
      user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
    }
    return info;
  }
}
