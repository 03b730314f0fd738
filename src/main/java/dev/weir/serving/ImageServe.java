package dev.weir.serving;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code image serve}: runs until a signal ends it. */
public final class ImageServe implements Command {
  private static final String USUAL_ADDRESS = ":5000";

  @Override
  public Flags flags() {
    return Flags.of("image serve --dir=DIR [--listen=[HOST]:PORT]")
        .describedAs(
            "Show a directory of images, as image mirror makes it for file:// names, as a registry"
                + " that can only be read, and by everybody. What is mirrored into the directory"
                + " meanwhile is shown as well.")
        .examples(
            """
            # Carry images on a disk, and let a cluster pull from there
            weir image mirror quay.io/team/app:v1 file://team/app:v1 --dir /media/disk
            weir image serve --dir /media/disk --listen :5000\
            """)
        .text("--dir", "DIR", "The directory; the current one if left out.")
        .text(
            "--listen",
            "[HOST]:PORT",
            "Where to listen: :5000 if left out, which is all addresses"
                + " of this machine. Port 0 is any free one.")
        .text(
            "--tls-crt", "FILE", "Certificate of the server and those that signed it; speaks TLS.")
        .text("--tls-key", "FILE", "Key of the certificate.");
  }

  @Override
  @SuppressWarnings("try") // closed by whoever ends the process
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("image serve takes no arguments: the directory is named by --dir");
    }
    Path directory = directory(call);
    String address = call.text("--listen").isEmpty() ? USUAL_ADDRESS : call.text("--listen");
    DirectoryDoor door = new DirectoryDoor(directory, problem -> call.warn("warning: " + problem));
    DirectoryServer server = DirectoryServer.start(address, tls(call), door);
    CountDownLatch ended = new CountDownLatch(1);
    Runnable stop =
        () -> {
          server.close();
          ended.countDown();
        };
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
    call.print("ready registry=" + server.url() + " dir=" + directory);
    call.context().out().flush();
    ended.await();
    return ExitCode.SUCCESS;
  }

  private static Path directory(Call call) {
    String text = call.text("--dir");
    Path directory = text.isEmpty() ? call.context().directory() : call.context().file(text);
    if (!Files.isDirectory(directory.resolve("v2"))) {
      throw CliException.error(
          "%s holds no mirrored images: there is no directory %s in it; weir image mirror IMAGE"
                  .formatted(directory, "v2")
              + " file://NAME --dir=DIR makes it");
    }
    return directory.toAbsolutePath().normalize();
  }

  private static Optional<Certificates> tls(Call call) {
    String certificate = call.text("--tls-crt");
    String key = call.text("--tls-key");
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw CliException.error("--tls-crt and --tls-key need each other");
    }
    return Optional.of(
        Certificates.read(call.context().file(certificate), call.context().file(key)));
  }
}
