package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.Endpoint;
import dev.weir.client.http.TlsSettings;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import dev.weir.resource.Webhook;
import dev.weir.resource.Webhook.Sender;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code create webhook}: where another registry may tell of pushes into what a project follows.
 * The secret is made here, and the server keeps it as the Secret that is the webhook.
 */
public final class CreateWebhook implements Command {
  private static final int TOKEN_BYTES = 32;
  private static final int NOT_FOUND = 404;
  private static final String ROOT = "/hooks/";

  private final String token = token();
  private final Made made =
      new Made(CreateWebhook::own, Kinds.SECRET, "failed to create webhook:", this::fill);

  private static Flags own() {
    return Flags.of("create webhook NAME")
        .describedAs(
            "Let another registry tell of pushes, so that scheduled tags are looked at right away."
                + " Prints the address and what to enter there.")
        .examples(
            """
            weir create webhook quay --sender=quay
            weir create webhook ci
            weir get secrets --field-selector=type=weir.dev/webhook\
            """)
        .text(
            "--sender",
            "NAME",
            "Whose notifications it takes: "
                + Sender.words()
                + ". Left out, it is generic: any of their shapes, and a form of its own.");
  }

  private static String token() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private void fill(ObjectNode secret, Call call, Cluster cluster) {
    ObjectNode data = secret.put("type", Webhook.TYPE).putObject("data");
    data.put(Webhook.TOKEN, base64(token)).put(Webhook.SENDER, base64(sender(call).word()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Sender sender(Call call) {
    String word = call.text("--sender");
    return Sender.of(word.isEmpty() ? Sender.GENERIC.word() : word)
        .orElseThrow(
            () ->
                CliException.error(
                    "--sender \"%s\" is none of %s".formatted(word, Sender.words())));
  }

  @Override
  public Flags flags() {
    return made.flags();
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Sender sender = sender(call);
    DryRun dryRun = DryRun.of(call);
    if (dryRun != DryRun.NONE) {
      return made.run(call);
    }
    WebhookSettings settings;
    try (Cluster cluster = Cluster.of(call)) {
      String address = root(cluster) + cluster.namespace() + "/" + Made.onlyName(call);
      settings = new WebhookSettings(address, token, trustsByAuthority(cluster));
    }
    ExitCode code = made.run(call);
    if (code.isSuccess() && Printer.of(call, dryRun).isText()) {
      call.context().out().print(settings.of(sender));
    }
    return code;
  }

  /** True if this client had to be told whose certificates it may trust: so have others. */
  private static boolean trustsByAuthority(Cluster cluster) {
    TlsSettings tls =
        switch (cluster.client().endpoint()) {
          case Endpoint.Tcp tcp -> tcp.tls();
          case Endpoint.UnixSocket socket -> socket.standsFor().tls();
        };
    return tls.insecure() || !tls.authorities().isEmpty();
  }

  private static String root(Cluster cluster) throws IOException {
    String said;
    try {
      said = Json.string(cluster.client().json(ApiRequest.get(ROOT)), "address");
    } catch (StatusException e) {
      if (e.status().code() != NOT_FOUND) {
        throw e;
      }
      said = "";
    }
    if (!said.startsWith("https://")) {
      throw CliException.error("this server takes no webhooks");
    }
    return root(said, cluster.client().endpoint().server());
  }

  /**
   * Where the server's webhooks are: as it says itself, unless this call came by a path of a proxy,
   * of which the server knows nothing.
   */
  static String root(String said, URI called) {
    String path = called.getRawPath() == null ? "" : called.getRawPath().replaceAll("/+$", "");
    return path.isEmpty()
        ? said
        : called.getScheme() + "://" + called.getRawAuthority() + path + ROOT;
  }
}
