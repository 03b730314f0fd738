package dev.weir.resource.schema;

import java.util.Map;

/** The kinds of {@code weir.dev/v1}. */
public final class ScheduleSchemas {
  private static final String PACKAGE = "dev.weir.v1.";

  private ScheduleSchemas() {}

  /** By kind. */
  public static Map<String, Schema.Fields> kinds() {
    Schema.Fields spec =
        Shape.of(PACKAGE + "ScheduledTagSpec", "What is looked at, and how often.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The image that the tag follows.")
            .with("interval", Schema.STRING, "Time from one look to the next, such as 15m0s.")
            .done();
    Schema.Fields limit =
        Shape.of(PACKAGE + "RateLimit", "What a registry grants to the login that is used.")
            .with("limit", Schema.INT64, "Requests in all, where it says so.")
            .with("remaining", Schema.INT64, "Requests that are left of them.")
            .with("resetTime", Schema.TIME, "When it grants anew, at the latest.")
            .done();
    Schema.Fields status =
        Shape.of(PACKAGE + "ScheduledTagStatus", "What is known of the looks.")
            .with("host", Schema.STRING, "The registry that is asked.")
            .with("slow", Schema.BOOLEAN, "The tag has not moved for long: looks are rarer.")
            .with("lastCheckTime", Schema.TIME, "The newest look since the server started.")
            .with("lastResult", Schema.STRING, "Unchanged, Moved or Failed.")
            .with("message", Schema.STRING, "Why the newest look failed.")
            .with("nextCheckTime", Schema.TIME, "When the next look is due.")
            .with("late", Schema.BOOLEAN, "The next look is due, and held up.")
            .with("lateReason", Schema.STRING, "Why it is held up.")
            .with("rateLimit", limit, "What the registry says is left of what it grants.")
            .done();
    return Map.of(
        "ScheduledTag",
        Shape.kind(PACKAGE + "ScheduledTag", "What is known of the looks at a scheduled tag.")
            .with("spec", spec, "What is looked at, and how often.")
            .with("status", status, "What is known of the looks.")
            .done());
  }
}
