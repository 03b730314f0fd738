package dev.weir.trigger;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a quota that counts objects says of one more (Kubernetes, "Resource quotas"): {@code
 * exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=1, limited:
 * count/jobs.batch=1}. Pure.
 */
final class FullQuota {
  private static final int FORBIDDEN = 403;
  private static final Pattern EXCEEDED =
      Pattern.compile("exceeded quota: [^,]+, requested: (.+), used: (.+), limited: (.+)");

  private FullQuota() {}

  /** True of a refusal that there would not be if one object of the kind were gone before. */
  static boolean hasRoomOnceOneIsGone(ApiStatus refusal, ResourceKind kind) {
    Matcher exceeded = EXCEEDED.matcher(refusal.message());
    if (refusal.code() != FORBIDDEN || !exceeded.find()) {
      return false;
    }
    String counted = "count/" + kind.resource();
    Map<String, Quantity> requested = amounts(exceeded.group(1));
    Map<String, Quantity> used = amounts(exceeded.group(2));
    Map<String, Quantity> limited = amounts(exceeded.group(3));
    return limited.size() == 1
        && isAtMost(requested.get(counted), Quantity.of(1))
        && isAtMost(used.get(counted), limited.get(counted));
  }

  private static boolean isAtMost(@Nullable Quantity some, @Nullable Quantity most) {
    return some != null && most != null && some.compareTo(most) <= 0;
  }

  private static Map<String, Quantity> amounts(String text) {
    Map<String, Quantity> amounts = new HashMap<>();
    for (String one : text.split(",", -1)) {
      int equals = one.indexOf('=');
      Optional<Quantity> amount =
          equals < 0 ? Optional.empty() : Quantity.parse(one.substring(equals + 1).strip());
      amount.ifPresent(found -> amounts.put(one.substring(0, equals).strip(), found));
    }
    return amounts;
  }
}
