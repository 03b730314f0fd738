package dev.weir.user;

import dev.weir.objects.Rest;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Kinds of user.openshift.io/v1. */
public final class UserKinds {
  public static final ResourceKind USER =
      ResourceKind.clusterWide("user.openshift.io", "v1", "users", "user", "User").withVerbs("get");

  private UserKinds() {}

  public static List<Rest> resources() {
    return List.of(new UserRest());
  }
}
