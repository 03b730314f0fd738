package dev.weir.cli.create;

import dev.weir.resource.Webhook.Sender;
import java.net.URI;

/**
 * What to enter at those who send notifications.
 *
 * @param address of the webhook, without its secret
 * @param token the secret, which stands behind the address where a sender has no other place for it
 * @param ownAuthority the server's certificate is none that everybody trusts
 */
record WebhookSettings(String address, String token, boolean ownAuthority) {

  /** Lines for the user. */
  String of(Sender sender) {
    return "\n" + settings(sender) + trust() + reach();
  }

  private String settings(Sender sender) {
    return switch (sender) {
      case DISTRIBUTION ->
          """
          In the registry's config.yml:

          notifications:
            endpoints:
              - name: weir
                url: %s
                headers:
                  Authorization: [Bearer %s]
                timeout: 5s
                threshold: 5
                backoff: 10s
                ignore:
                  mediatypes: [application/octet-stream]
                  actions: [pull, delete]
          """
              .formatted(address, token);
      case HARBOR ->
          """
          In the Harbor project, under Webhooks, New Webhook:

            Notify Type    http
            Event Type     Artifact pushed
            Endpoint URL   %s
            Auth Header    Bearer %s
          """
              .formatted(address, token);
      case QUAY ->
          """
          In the Quay repository's settings, Create Notification:

            Event          Push to Repository
            Notification   Webhook POST
            Webhook URL    %s/%s
          """
              .formatted(address, token);
      case GHCR ->
          """
          At GitHub, in the settings of the repository or organization, Webhooks, Add webhook:

            Payload URL    %s
            Content type   application/json
            Secret         %s
            Events         Let me select individual events: Packages, Registry packages
          """
              .formatted(address, token);
      case DOCKERHUB ->
          """
          At Docker Hub, in the repository, Webhooks:

            Webhook name   weir
            Webhook URL    %s/%s
          """
              .formatted(address, token);
      case GENERIC ->
          """
          Tell of a push with:

            curl %3$s-H 'Authorization: Bearer %2$s' -d '{"image":"HOST/PATH:TAG"}' %1$s

          or, where there is no place for a header, at:

            %1$s/%2$s
          """
              .formatted(address, token, ownAuthority ? "--cacert ca.crt " : "");
    };
  }

  /** What is missing where not everybody trusts the server. */
  private String trust() {
    return ownAuthority
        ? "\nSenders have to trust the authority of the server's certificate, as this client does:"
            + " ca.crt\nof the server's data directory, unless it was given a certificate.\n"
        : "";
  }

  /** What is missing where the address leads only to this machine. */
  private String reach() {
    String host = String.valueOf(URI.create(address).getHost());
    boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    return here
        ? "\nOnly this machine reaches that address; others need the name that they know the server"
            + " by\nin its place, see weir serve --api-url.\n"
        : "";
  }
}
