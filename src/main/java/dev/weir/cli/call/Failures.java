package dev.weir.cli.call;

import dev.weir.resource.StatusException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What went wrong with single objects while the work goes on (cli.md 1: print every error). */
public final class Failures {
  /** What is said of a stream whose name is that of a tag. */
  private static final Pattern TAG_OF_STREAM =
      Pattern.compile("imagestreams\\.image\\.openshift\\.io \"([^\":]+:[^\"]+)\" not found");

  private final Call call;
  private int count;

  public Failures(Call call) {
    this.call = call;
  }

  public void add(StatusException refusal) {
    count++;
    call.warn(Refusal.text(refusal.status()));
    Matcher tag = TAG_OF_STREAM.matcher(refusal.status().message());
    if (tag.matches()) {
      call.hint("a tag of a stream is istag/" + tag.group(1));
    }
  }

  /**
   * A refusal with what it stopped.
   *
   * @param doing such as {@code error when creating "stream.yaml"}
   */
  public void add(StatusException refusal, String doing) {
    count++;
    call.warn(Refusal.text(refusal.status(), doing + ": "));
  }

  /** A failure of ours, printed as {@code error: MESSAGE}. */
  public void add(String message) {
    count++;
    call.warn("error: " + message);
  }

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public ExitCode exitCode() {
    return count == 0 ? ExitCode.SUCCESS : ExitCode.FAILURE;
  }
}
