package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.RemoteException;
import dev.weir.remote.append.AppendRequest;
import dev.weir.remote.append.ImageAppend;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** {@code image append}: adds layers to an image and pushes the result (cli.md 6). */
public final class Append implements Command {
  @Override
  public Flags flags() {
    return Flags.of("image append --to=REF [--from=REF] [LAYER.tar…]")
        .describedAs(
            "Push an image made of layers, on top of another image or of nothing. Layers are tar"
                + " files, plain or compressed with gzip.")
        .examples(
            """
            # An image of one layer in this server's registry
            weir image append --to 127.0.0.1:5000/demo/app:v1 layer.tar

            # One layer more, and another command
            weir image append --from app:v1 --to app:v2 --image '{"Cmd":["/run"]}' layer.tar.gz\
            """)
        .text("--to", "REF", "Where the image goes.")
        .text("--from", "REF", "The image to start from; nothing if left out.")
        .text("--image", "JSON", "Members of the container configuration to set.")
        .text("--created-at", "TIME", "Creation time, RFC 3339 or milliseconds.")
        .text("--filter-by-os", "OS/ARCH", "Platform of the result, and of a list in --from.")
        .with(RegistryAccess::addFlags);
  }

  private static List<ImageReference> images(AppendRequest request) {
    return Stream.concat(Stream.of(request.to()), request.from().stream()).toList();
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.text("--to").isEmpty()) {
      throw CliException.error("--to is required");
    }
    ImageReference to = reference("--to", call.text("--to"));
    AppendRequest request =
        new AppendRequest(
            to,
            call.text("--from").isEmpty()
                ? Optional.empty()
                : Optional.of(reference("--from", call.text("--from"))),
            layers(call),
            configuration(call.text("--image")),
            created(call),
            platform(call.text("--filter-by-os")));
    Digest pushed;
    try (RegistryAccess access = RegistryAccess.open(call, images(request));
        AppendReport report = new AppendReport(call.context())) {
      pushed =
          new ImageAppend(access.registries(), access.policy(to.registry()), access.keyring())
              .run(request, report);
    } catch (RemoteException e) {
      throw CliException.error(RegistryAccess.advised(e));
    }
    call.print("Pushed " + pushed + " to " + call.text("--to"));
    return ExitCode.SUCCESS;
  }

  private static ImageReference reference(String flag, String text) {
    try {
      ImageReference reference = ImageReference.parse(text);
      if (!reference.name().isEmpty()) {
        return reference;
      }
    } catch (IllegalArgumentException e) {
      throw CliException.error(flag + " was not a valid image reference: " + e.getMessage());
    }
    throw CliException.error(flag + " must name an image, such as HOST/PROJECT/NAME:TAG");
  }

  private static List<Path> layers(Call call) {
    List<Path> layers = call.positional().stream().map(call.context()::file).toList();
    for (Path layer : layers) {
      if (!Files.isReadable(layer)) {
        throw CliException.error("layer " + layer + " cannot be read");
      }
    }
    return layers;
  }

  private static ObjectNode configuration(String json) {
    try {
      if (json.isEmpty()) {
        return Json.object();
      }
      if (Json.parse(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException _) {
      // said below
    }
    throw CliException.error("--image must be a JSON object");
  }

  private static Instant created(Call call) {
    String text = call.text("--created-at");
    try {
      if (text.isEmpty()) {
        return call.context().clock().instant();
      }
      return text.matches("\\d{1,15}")
          ? Instant.ofEpochMilli(Long.parseLong(text))
          : Instant.parse(text);
    } catch (DateTimeParseException _) {
      throw CliException.error(
          "--created-at must be a relative time (2018-01-02T15:04:05Z) or milliseconds since 1970");
    }
  }

  private static Descriptor.Platform platform(String text) {
    String[] parts = (text.isEmpty() ? "linux/amd64" : text).split("/", 3);
    if (parts.length < 2) {
      throw CliException.error("--filter-by-os must be of the form OS/ARCH[/VARIANT]");
    }
    return new Descriptor.Platform(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
  }
}
