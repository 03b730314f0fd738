package dev.weir.registry.request;

import dev.weir.reference.StreamName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Every code that the registry answers with (registry.md 1.8), with its usual HTTP status. */
public enum RegistryErrors {
  BLOB_UNKNOWN(404),
  BLOB_UPLOAD_INVALID(400),
  BLOB_UPLOAD_UNKNOWN(404),
  DIGEST_INVALID(400),
  MANIFEST_BLOB_UNKNOWN(404),
  MANIFEST_INVALID(400),
  MANIFEST_UNKNOWN(404),
  NAME_INVALID(400),
  NAME_UNKNOWN(404),
  PAGINATION_NUMBER_INVALID(400),
  RANGE_INVALID(416),
  SIZE_INVALID(400),
  TAG_INVALID(400),
  UNAUTHORIZED(401),
  DENIED(403),
  UNSUPPORTED(405),
  TOOMANYREQUESTS(429),
  UNAVAILABLE(503),
  UNKNOWN(500);

  private final int status;

  RegistryErrors(int status) {
    this.status = status;
  }

  /** The usual HTTP status. */
  public int status() {
    return status;
  }

  /** A refusal with this code and its usual status. */
  public Refusal refuse(@Nullable String message) {
    return new Refusal(this, status, String.valueOf(message), Optional.empty());
  }

  /** As {@link #refuse(String)}, with what clients find under {@code detail}. */
  public Refusal refuse(String message, JsonNode detail) {
    return new Refusal(this, status, message, Optional.of(detail));
  }

  /** As {@link #refuse(String, JsonNode)}, with another status than the usual one. */
  public Refusal refuse(int otherStatus, String message, JsonNode detail) {
    return new Refusal(this, otherStatus, message, Optional.of(detail));
  }

  /** The refusal of a repository that is not there. */
  public static Refusal noSuchRepository(StreamName repository) {
    return NAME_UNKNOWN.refuse(
        "repository %s does not exist; a push or weir tag makes it, weir new-project %s its project"
            .formatted(repository, repository.namespace()));
  }

  /** With another status than the usual one. */
  public Refusal refuse(int otherStatus, @Nullable String message) {
    return new Refusal(this, otherStatus, String.valueOf(message), Optional.empty());
  }
}
