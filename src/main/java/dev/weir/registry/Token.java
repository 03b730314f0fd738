package dev.weir.registry;

import dev.weir.access.User;
import dev.weir.audit.AuditNote;
import dev.weir.http.Exchange;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET} and {@code POST /openshift/token} (registry.md 2.8, 3.2): verifies an API token that
 * comes as a password and hands it back. Rights are checked at each request, not here.
 */
final class Token implements Action.Plain {
  private static final int MAX_FORM = 64 * 1024;

  /** Clients come back after this time; the API token itself lives as long as it lives. */
  private static final int SECONDS = 300;

  private final Access access;
  private final InstantSource clock;

  Token(Access access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
  }

  @Override
  public void serve(Exchange http) throws IOException {
    boolean form = http.method().equals("POST");
    Credentials credentials =
        form ? fromForm(http) : Credentials.read(http.header("Authorization"));
    String token =
        switch (credentials) {
          case Credentials.None _, Credentials.Anonymous _ -> {
            if (form) {
              throw refused("a password or refresh_token is required");
            }
            yield Credentials.ANONYMOUS_TOKEN;
          }
          case Credentials.Unreadable _ ->
              throw refused("the password must be an API token, for instance of: weir whoami -t");
          case Credentials.Token known -> {
            User user =
                access
                    .user(known)
                    .orElseThrow(
                        () ->
                            refused(
                                "the API token is not valid; it may have expired or been revoked"));
            AuditNote note = AuditNote.of(http.request());
            note.caller(user);
            note.login(user.name(), true);
            yield known.value();
          }
        };
    ObjectNode answer = Json.object().put("token", token).put("access_token", token);
    answer.put("expires_in", SECONDS);
    answer.put("issued_at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    http.setHeader("Cache-Control", "no-store");
    http.status(200).send("application/json", Json.bytes(answer));
  }

  private static Credentials fromForm(Exchange http) throws IOException {
    Fields form = new Fields();
    String body = new String(http.readBody(MAX_FORM), StandardCharsets.UTF_8);
    UrlEncoded.decodeTo(body, form::add, StandardCharsets.UTF_8);
    String grant = Optional.ofNullable(form.getValue("grant_type")).orElse("");
    Optional<Credentials> given =
        switch (grant) {
          case "password" ->
              Optional.ofNullable(form.getValue("password")).map(Credentials::ofPassword);
          case "refresh_token" ->
              Optional.ofNullable(form.getValue("refresh_token")).map(Credentials::ofToken);
          default ->
              throw RegistryErrors.UNSUPPORTED.refuse(
                  400, "grant_type must be password or refresh_token, not \"" + grant + "\"");
        };
    return given.orElseGet(Credentials.None::new);
  }

  private static Refusal refused(String message) {
    return RegistryErrors.UNAUTHORIZED
        .refuse(message)
        .header("WWW-Authenticate", "Basic realm=\"weir\"");
  }
}
