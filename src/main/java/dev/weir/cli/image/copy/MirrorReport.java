package dev.weir.cli.image.copy;

import dev.weir.cli.call.CliContext;
import dev.weir.cli.output.Progress;
import dev.weir.reference.Digest;
import dev.weir.remote.mirror.MirrorFailure;
import dev.weir.remote.mirror.MirrorPlan;
import dev.weir.remote.mirror.MirrorProgress;
import dev.weir.remote.repository.Location;
import dev.weir.resource.Sizes;
import java.io.PrintStream;

/**
 * Tells how a mirror goes on (cli.md 5): results on standard output, everything else beside it.
 * Blobs that are done at once are not mentioned.
 */
final class MirrorReport implements MirrorProgress, AutoCloseable {
  private static final long MENTIONED = 16 * 1024;

  private final PrintStream out;
  private final boolean bars;
  private final Transfers transfers = new Transfers();
  private final Progress progress;

  MirrorReport(CliContext context) {
    out = context.out();
    bars = context.terminal().canRewrite();
    progress = Progress.of(context, _ -> transfers.bars(), _ -> transfers.line());
  }

  /** A line beside the result. */
  void say(String line) {
    progress.say(line);
  }

  /** A plan was made: this is what is to be done. */
  void expect(MirrorPlan plan) {
    transfers.expect(plan);
  }

  /** Bytes that were sent so far. */
  long bytes() {
    return transfers.bytes();
  }

  @Override
  public void warning(String text) {
    say("warning: " + text);
  }

  @Override
  public void info(String text) {
    say("info: " + text);
  }

  @Override
  public void uploading(Location target, Digest blob, long size) {
    transfers.begin(target, blob, size);
    if (!bars && size >= MENTIONED) {
      say("uploading: " + named(target, blob, size));
    }
  }

  @Override
  public void sent(Location target, Digest blob, long bytes) {
    transfers.sent(target, blob, bytes);
  }

  @Override
  public void uploaded(Location target, Digest blob, long size) {
    transfers.end(target, blob, size);
  }

  @Override
  public void abandoned(Location target, Digest blob) {
    transfers.abandon(target, blob);
  }

  @Override
  public void present(Location target, Digest blob, long size) {
    transfers.end(target, blob, size);
  }

  @Override
  public void mounted(Location target, Digest blob, long size) {
    transfers.end(target, blob, size);
    if (!bars && size >= MENTIONED) {
      say("mounted: " + named(target, blob, size));
    }
  }

  private static String named(Location target, Digest blob, long size) {
    return target.withTag("").text() + " " + blob + " " + Sizes.binary(size);
  }

  @Override
  public void pushed(Location target, Digest manifest, String tag) {
    progress.print(out, manifest + " " + target.withTag(tag).text());
  }

  @Override
  public void failed(MirrorFailure failure) {
    say("error: " + failure);
  }

  @Override
  public void close() {
    progress.close();
  }
}
