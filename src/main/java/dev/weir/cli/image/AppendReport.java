package dev.weir.cli.image;

import dev.weir.cli.call.CliContext;
import dev.weir.cli.output.Progress;
import dev.weir.reference.Digest;
import dev.weir.remote.append.AppendProgress;
import dev.weir.resource.Sizes;
import java.nio.file.Path;

/** What {@code image append} is at, beside its result. */
final class AppendReport implements AppendProgress, AutoCloseable {
  private static final int NAME = 30;

  private final Progress progress;
  private volatile Step step = new Step("looking at the image to start from", 0);
  private volatile long through;

  /**
   * Something that takes a while.
   *
   * @param bytes all of it, 0 if nobody knows
   */
  private record Step(String doing, long bytes) {
    String at(long through) {
      if (bytes == 0) {
        return doing;
      }
      return through < bytes
          ? "%s %s of %s (%d%%)"
              .formatted(doing, Sizes.decimal(through), Sizes.decimal(bytes), through * 100 / bytes)
          : doing + " " + Sizes.decimal(bytes) + ": all read, waiting for the answer";
    }
  }

  AppendReport(CliContext context) {
    progress = Progress.of(context, _ -> step.at(through));
  }

  private void begin(String doing, long bytes) {
    through = 0;
    step = new Step(doing, bytes);
  }

  @Override
  public void preparing(Path layer, long bytes) {
    String name = String.valueOf(layer.getFileName());
    begin("reading " + (name.length() > NAME ? name.substring(0, NAME) + "…" : name), bytes);
  }

  @Override
  public void uploading(Digest layer, long bytes) {
    progress.say("Uploading " + Sizes.decimal(bytes) + " ...");
    begin("uploading", bytes);
  }

  @Override
  public void through(long bytes) {
    through = bytes;
  }

  @Override
  public void uploaded(Digest layer, long bytes, boolean sent) {
    if (!sent) {
      progress.say("The registry has " + layer + " already");
    }
    begin("finishing", 0);
  }

  @Override
  public void close() {
    progress.close();
  }
}
