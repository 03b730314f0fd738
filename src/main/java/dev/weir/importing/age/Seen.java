package dev.weir.importing.age;

import dev.weir.imagestream.age.Candidate;
import dev.weir.imagestream.age.Candidates;
import dev.weir.imagestream.age.Former;
import dev.weir.resource.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was seen under a tag of another registry, as it is kept:
 *
 * <pre>
 *   {"uid":"…","from":"quay.io/x/y:1","how":"linux/amd64 Legacy","clock":"…",
 *    "seen":[{"image":"sha256:…","reference":"…","first":1700000000000,"last":1700000000000,
 *             "taken":true}],
 *    "former":[{"digest":"sha256:…","reference":"…","first":…,"last":…,"fate":"WITHDRAWN","at":…}]}
 * </pre>
 *
 * Images that are named as {@code image} are kept from collection by it.
 *
 * @param clock by which the times are told
 */
record Seen(Source source, String clock, Candidates candidates) {

  /**
   * Reads one.
   *
   * @return empty if it is damaged: then nothing is known
   */
  static Optional<Seen> decode(byte[] value) {
    try {
      ObjectNode read = Json.parseObject(value);
      List<Candidate> all = new ArrayList<>();
      for (JsonNode one : Json.arrayAt(read, "seen")) {
        all.add(
            new Candidate(
                text(one, "image"),
                text(one, "reference"),
                time(one, "first"),
                time(one, "last"),
                one.path("taken").asBoolean(false)));
      }
      List<Former> former = new ArrayList<>();
      for (JsonNode one : Json.arrayAt(read, "former")) {
        former.add(
            new Former(
                text(one, "digest"),
                text(one, "reference"),
                time(one, "first"),
                time(one, "last"),
                Former.Fate.valueOf(text(one, "fate")),
                time(one, "at")));
      }
      Source source = new Source(text(read, "uid"), text(read, "from"), text(read, "how"));
      return Optional.of(new Seen(source, text(read, "clock"), new Candidates(all, former)));
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode node, String member) {
    JsonNode value = node.path(member);
    if (!value.isString()) {
      throw new IllegalArgumentException(member + " is missing");
    }
    return value.stringValue();
  }

  private static Instant time(JsonNode node, String member) {
    JsonNode value = node.path(member);
    if (!value.isIntegralNumber()) {
      throw new IllegalArgumentException(member + " is missing");
    }
    return Instant.ofEpochMilli(value.asLong(0));
  }

  byte[] encode() {
    ObjectNode value = Json.object();
    value.put("uid", source.uid()).put("from", source.from()).put("how", source.how());
    value.put("clock", clock);
    ArrayNode all = value.putArray("seen");
    for (Candidate one : candidates.all()) {
      ObjectNode said =
          all.addObject()
              .put("image", one.image())
              .put("reference", one.reference())
              .put("first", one.first().toEpochMilli())
              .put("last", one.last().toEpochMilli());
      if (one.taken()) {
        said.put("taken", true);
      }
    }
    ArrayNode former = value.putArray("former");
    for (Former one : candidates.former()) {
      former
          .addObject()
          .put("digest", one.image())
          .put("reference", one.reference())
          .put("first", one.first().toEpochMilli())
          .put("last", one.last().toEpochMilli())
          .put("fate", one.fate().name())
          .put("at", one.at().toEpochMilli());
    }
    return Json.bytes(value);
  }

  /** As times are kept. */
  static Instant kept(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
