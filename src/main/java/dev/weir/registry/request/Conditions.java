package dev.weir.registry.request;

import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The conditions of a request for bytes that a digest names (RFC 9110, 13), and the ranges that
 * they are asked for. What is sent has no date of modification, so conditions on dates say nothing.
 *
 * @param ifMatch the client wants these only
 * @param ifNoneMatch the client has these
 * @param range value of {@code Range}; only GET has one
 * @param ifRange the client has a part of this, and wants all of anything else
 */
public record Conditions(
    Optional<EntityTags> ifMatch,
    Optional<EntityTags> ifNoneMatch,
    Optional<String> range,
    Optional<EntityTags> ifRange) {

  /** What becomes of a request that would succeed. */
  public enum Verdict {
    GO_ON,
    /** 304. */
    NOT_MODIFIED,
    /** 412. */
    FAILED
  }

  /** Those of a request. */
  public static Conditions of(Exchange http) {
    HttpFields fields = http.headers();
    return new Conditions(
        value(fields, HttpHeader.IF_MATCH).map(EntityTags::parse),
        value(fields, HttpHeader.IF_NONE_MATCH).map(EntityTags::parse),
        http.method().equals("GET") ? value(fields, HttpHeader.RANGE) : Optional.empty(),
        value(fields, HttpHeader.IF_RANGE).map(EntityTags::parse));
  }

  /** Several lines are one list. Most requests have none of these. */
  private static Optional<String> value(HttpFields fields, HttpHeader name) {
    return fields.contains(name)
        ? Optional.of(String.join(", ", fields.getValuesList(name)))
        : Optional.empty();
  }

  /** Judges a GET or HEAD in the order of RFC 9110, 13.2.2; ranges come after that. */
  public Verdict on(Digest digest) {
    if (ifMatch.isPresent() && !ifMatch.get().matchStrongly(digest)) {
      return Verdict.FAILED;
    }
    return ifNoneMatch.filter(tags -> tags.matchWeakly(digest)).isPresent()
        ? Verdict.NOT_MODIFIED
        : Verdict.GO_ON;
  }

  /**
   * Which bytes of so many are asked for. A date in {@code If-Range} is of nothing that is here.
   */
  public ByteRanges ranges(Digest digest, long size) {
    return range.isPresent() && ifRange.filter(tags -> !tags.areOnly(digest)).isEmpty()
        ? ByteRanges.of(range.get(), size)
        : new ByteRanges.Whole();
  }

  /**
   * Goes on with a PUT or DELETE if what is here meets the conditions.
   *
   * @param here what the request would replace or take away; none if there is nothing
   * @throws Refusal 412
   */
  public void requireOn(Optional<Digest> here) {
    boolean wanted =
        ifMatch.isEmpty() || here.filter(d -> ifMatch.get().matchStrongly(d)).isPresent();
    if (!wanted && here.isEmpty()) {
      throw RegistryErrors.UNKNOWN.refuse(412, "nothing is here that If-Match could name");
    }
    if (!wanted) {
      throw failed(here.get());
    }
    if (here.isPresent() && ifNoneMatch.filter(t -> t.matchWeakly(here.get())).isPresent()) {
      throw RegistryErrors.UNKNOWN
          .refuse(412, "what is here is " + here.get() + ", which If-None-Match names")
          .header("ETag", EntityTags.of(here.get()));
    }
  }

  /** The refusal of {@link Verdict#FAILED}, which says what is here. */
  public static Refusal failed(Digest digest) {
    return RegistryErrors.UNKNOWN
        .refuse(412, "what is here is " + digest + ", and If-Match names something else")
        .header("ETag", EntityTags.of(digest));
  }
}
