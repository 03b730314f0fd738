package dev.weir.remote.fake;

import java.util.regex.Pattern;

/** What a request to a {@link FakeRegistry} is for. */
public enum Asked {
  PING("GET /v2/"),
  TOKEN("GET /token.*"),
  MANIFEST_HEAD("HEAD /v2/.+/manifests/.*"),
  MANIFEST("GET /v2/.+/manifests/.*"),
  BLOB_HEAD("HEAD /v2/.+/blobs/.*"),
  BLOB("GET /v2/.+/blobs/.*"),
  TAGS("GET /v2/.+/tags/list.*"),
  REFERRERS("GET /v2/.+/referrers/.*"),
  PUSH("(POST|PATCH|PUT|DELETE) .*"),
  OTHER(".*");

  private final Pattern form;

  Asked(String form) {
    this.form = Pattern.compile(form);
  }

  /** Of {@code METHOD /path?query}. */
  static Asked of(String line) {
    for (Asked asked : values()) {
      if (asked.form.matcher(line).matches()) {
        return asked;
      }
    }
    throw new IllegalArgumentException(line);
  }
}
