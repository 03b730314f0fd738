package dev.weir.audit;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes each event as a whole line or not at all, and counts those that it could not write: the
 * appender that it extends drops events without a word while its disk is full. Each event tries
 * anew. Used by one thread.
 */
final class LineAppender extends RollingFileAppender<ILoggingEvent> {
  private final AtomicLong lost = new AtomicLong();

  /** Events that were not written. */
  long lost() {
    return lost.get();
  }

  /**
   * What it makes is for its owner alone; the mode of a file that is there is somebody's choice.
   */
  @Override
  public void openFile(String name) throws IOException {
    FileChannel.open(
            Path.of(name),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        .close();
    setOutputStream(new Lines(new RandomAccessFile(name, "rw")));
  }

  @Override
  public void doAppend(ILoggingEvent event) {
    if (!isStarted()) {
      lost.incrementAndGet();
    }
    super.doAppend(event);
  }

  @Override
  protected void writeOut(ILoggingEvent event) {
    byte[] line = encoder.encode(event);
    try {
      if (getOutputStream() == null) {
        openFile(getFile()); // a roll-over could not open the new file
      }
      getOutputStream().write(line);
      updateByteCount(line);
    } catch (IOException e) {
      lost.incrementAndGet();
      addWarn("an event was not written: " + e.getMessage(), e);
    }
  }

  /**
   * Appends all of what is written at once, or nothing. Unlike a channel, it stays open when the
   * thread is interrupted, as it is when the server stops.
   */
  private static final class Lines extends OutputStream {
    private final RandomAccessFile file;

    Lines(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      long end = file.length();
      try {
        file.seek(end);
        file.write(bytes, offset, length);
      } catch (IOException e) {
        if (file.length() > end) {
          file.setLength(end);
        }
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
