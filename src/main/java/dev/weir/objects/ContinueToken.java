package dev.weir.objects;

import dev.weir.resource.ApiStatus;
import dev.weir.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page of a list ended.
 *
 * @param revision revision of the whole list
 * @param after last key of the page, without the prefix of the kind; empty at the start
 */
public record ContinueToken(long revision, String after) {
  private static final ContinueToken START = new ContinueToken(Store.LATEST, "");

  /**
   * Where a list begins: behind the page before, at exactly a version, or at the newest, which is
   * not older than any other.
   *
   * @throws dev.weir.resource.StatusException 504 if the version has not been reached, 400 if the
   *     token is none
   */
  public static ContinueToken start(ListOptions options, long newest) {
    if (!options.continueToken().isEmpty()) {
      return parse(options.continueToken());
    }
    long version =
        options.resourceVersion().isEmpty() ? 0 : Long.parseLong(options.resourceVersion());
    if (version > newest) {
      throw ApiStatus.versionAhead(version, newest).exception();
    }
    return new ContinueToken(options.exact() ? version : Store.LATEST, "");
  }

  /** Reads a token that a list gave out; empty text is the start. */
  public static ContinueToken parse(String text) {
    if (text.isEmpty()) {
      return START;
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int colon = plain.indexOf(':');
      long revision = Long.parseLong(plain.substring(0, Math.max(colon, 0)));
      if (revision > 0) {
        return new ContinueToken(revision, plain.substring(colon + 1));
      }
    } catch (IllegalArgumentException _) {
      // falls through to the refusal
    }
    throw ApiStatus.badRequest("continue key is not valid: list again without it").exception();
  }

  @Override
  public String toString() {
    byte[] plain = (revision + ":" + after).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }
}
