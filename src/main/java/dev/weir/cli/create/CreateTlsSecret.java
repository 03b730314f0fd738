package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** {@code create secret tls NAME}: a certificate and its key. */
public final class CreateTlsSecret implements Command {
  @Override
  public Flags flags() {
    return Creation.declare(
        Flags.of("create secret tls NAME")
            .describedAs("Create a secret that holds a certificate and its key.")
            .examples("weir create secret tls web --cert=tls.crt --key=tls.key")
            .text("--cert", "FILE", "Certificate in PEM form, with those above it.")
            .text("--key", "FILE", "Private key in PEM form."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    if (call.text("--cert").isEmpty() || call.text("--key").isEmpty()) {
      throw CliException.error("key and cert must be specified");
    }
    byte[] certificate = read(call, "--cert");
    byte[] key = read(call, "--key");
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode secret = Creation.object(cluster, Kinds.SECRET, name);
      secret
          .put("type", "kubernetes.io/tls")
          .putObject("data")
          .put("tls.crt", Base64.getEncoder().encodeToString(certificate))
          .put("tls.key", Base64.getEncoder().encodeToString(key));
      return Creation.create(call, cluster, Kinds.SECRET, secret, "failed to create secret");
    }
  }

  private static byte[] read(Call call, String flag) throws IOException {
    String name = call.text(flag);
    Path path = call.context().file(name);
    byte[] bytes = Files.readAllBytes(path);
    if (!new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
      throw CliException.error(flag + " " + name + " holds nothing in PEM form");
    }
    return bytes;
  }
}
