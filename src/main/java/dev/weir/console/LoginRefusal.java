package dev.weir.console;

/**
 * Why a login did not come about, in the words of RFC 6749, section 4.1.2.1. Whatever else stands
 * in the address is anybody's, and is not repeated.
 */
enum LoginRefusal {
  ACCESS_DENIED(
      "access_denied", "The server did not let this login be used here, or you declined."),
  INVALID_REQUEST(
      "invalid_request", "The login was asked for in a way that the server does not take."),
  UNAUTHORIZED_CLIENT(
      "unauthorized_client", "The server does not know this console as its client."),
  UNSUPPORTED_RESPONSE_TYPE(
      "unsupported_response_type",
      "The server does not give the kind of login that was asked for."),
  INVALID_SCOPE("invalid_scope", "The login was asked for more than the server gives."),
  SERVER_ERROR("server_error", "The server failed at the login; its log says how."),
  TEMPORARILY_UNAVAILABLE(
      "temporarily_unavailable", "The server is too busy for logins at the moment. Wait a little."),
  OTHER("", "The login was refused, and not in words that are known here.");

  private final String code;
  private final String why;

  LoginRefusal(String code, String why) {
    this.code = code;
    this.why = why;
  }

  static LoginRefusal of(String code) {
    for (LoginRefusal each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    return OTHER;
  }

  String said() {
    String named = code.isEmpty() ? "" : " (" + code + ")";
    return why.substring(0, why.length() - 1)
        + named
        + ". Log in again; if that does not help, ask who runs the server.";
  }
}
