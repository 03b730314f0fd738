package dev.weir;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Standard output or standard error. Lines leave as they are printed, so that what a command says
 * stands in the order in which it was said. What cannot be written is not passed over, as a {@link
 * PrintStream} would.
 */
final class StandardStream extends OutputStream {
  private final FileOutputStream descriptor;
  private final Consumer<IOException> onFailure;

  private StandardStream(FileDescriptor descriptor, Consumer<IOException> onFailure) {
    this.descriptor = new FileOutputStream(descriptor);
    this.onFailure = onFailure;
  }

  /**
   * One of the two.
   *
   * @param onFailure told when nobody reads any more, or there is no room
   */
  static PrintStream of(FileDescriptor descriptor, Consumer<IOException> onFailure) {
    OutputStream raw = new StandardStream(descriptor, onFailure);
    return new PrintStream(new java.io.BufferedOutputStream(raw), true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      descriptor.write(bytes, offset, length);
    } catch (IOException e) {
      onFailure.accept(e);
    }
  }
}
