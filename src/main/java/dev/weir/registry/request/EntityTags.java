package dev.weir.registry.request;

import dev.weir.reference.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags of a condition (RFC 9110, 8.8.3 and 13.1). The tag of what a digest names is the
 * digest in quotes, and a strong one. Clients of distribution send digests without quotes too
 * (registry.md 2.3).
 *
 * @param any {@code *}, whatever is here
 * @param tags in their order, without what does not follow the grammar
 */
public record EntityTags(boolean any, List<Tag> tags) {
  /**
   * One tag.
   *
   * @param opaque what stands between the quotes
   */
  public record Tag(String opaque, boolean weak) {
    private boolean is(Digest digest) {
      return opaque.equals(digest.toString());
    }
  }

  /** An element of a list: a tag, which may have commas, or a word without quotes. */
  private static final Pattern ELEMENT =
      Pattern.compile(
          "(?:^|,)[ \t]*(?:(W/)?\"([^\"\\x00-\\x20\\x7f]*+)\"|([^\",\\x00-\\x20\\x7f]++))[ "
              + "\t]*(?=,|$)");

  public EntityTags {
    tags = List.copyOf(tags);
  }

  /** The tag of what a digest names, as it is sent. */
  public static String of(Digest digest) {
    return "\"" + digest + "\"";
  }

  /** Reads the value of a header, several lines joined by commas. */
  public static EntityTags parse(String value) {
    if (value.strip().equals("*")) {
      return new EntityTags(true, List.of());
    }
    List<Tag> found = new ArrayList<>();
    Matcher match = ELEMENT.matcher(value);
    while (match.find()) {
      String word = match.group(3);
      found.add(
          word == null ? new Tag(match.group(2), match.group(1) != null) : new Tag(word, false));
    }
    return new EntityTags(false, found);
  }

  /** As {@code If-None-Match} compares: a weak tag is as good. */
  boolean matchWeakly(Digest digest) {
    return any || tags.stream().anyMatch(tag -> tag.is(digest));
  }

  /** As {@code If-Match} compares: a weak tag names nothing. */
  boolean matchStrongly(Digest digest) {
    return any || tags.stream().anyMatch(tag -> tag.is(digest) && !tag.weak());
  }

  /** As {@code If-Range} compares: one tag, and a strong one. */
  boolean areOnly(Digest digest) {
    return tags.size() == 1 && matchStrongly(digest);
  }
}
