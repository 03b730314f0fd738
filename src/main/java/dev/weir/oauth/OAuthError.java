package dev.weir.oauth;

/**
 * A refusal in OAuth's words (RFC 6749 sections 4.1.2.1 and 5.2).
 *
 * @param status HTTP status where it is no redirect
 */
record OAuthError(int status, String code, String description) {
  static final OAuthError INVALID_REQUEST = new OAuthError(400, "invalid_request", "");
  static final OAuthError INVALID_CLIENT = new OAuthError(401, "invalid_client", "");
  static final OAuthError INVALID_GRANT = new OAuthError(400, "invalid_grant", "");
  static final OAuthError INVALID_SCOPE = new OAuthError(400, "invalid_scope", "");
  static final OAuthError UNAUTHORIZED_CLIENT = new OAuthError(400, "unauthorized_client", "");
  static final OAuthError UNSUPPORTED_GRANT_TYPE =
      new OAuthError(400, "unsupported_grant_type", "");
  static final OAuthError UNSUPPORTED_RESPONSE_TYPE =
      new OAuthError(400, "unsupported_response_type", "");
  static final OAuthError ACCESS_DENIED = new OAuthError(401, "access_denied", "");
  static final OAuthError TOO_MANY = new OAuthError(429, "temporarily_unavailable", "");
  static final OAuthError SERVER_ERROR = new OAuthError(500, "server_error", "");

  OAuthError saying(String what) {
    return new OAuthError(status, code, what);
  }
}
