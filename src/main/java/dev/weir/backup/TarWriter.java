package dev.weir.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes a tar file of files, in POSIX form; sizes and long names are told as pax has it. */
public final class TarWriter {
  private final OutputStream out;

  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins a file whose content follows, and then {@link #fill}. */
  public void begin(String name, long size) throws IOException {
    out.write(TarBlock.head(name, size));
  }

  /** Ends a file of that size. */
  public void fill(long size) throws IOException {
    out.write(new byte[(int) ((TarBlock.BYTES - size % TarBlock.BYTES) % TarBlock.BYTES)]);
  }

  /** Adds a file whose content has exactly that many bytes. */
  public void add(String name, long size, InputStream content) throws IOException {
    begin(name, size);
    long written = content.transferTo(out);
    if (written != size) {
      throw new IOException(name + " has " + written + " bytes, and was to have " + size);
    }
    fill(size);
  }

  /** Ends the tar file. */
  public void end() throws IOException {
    out.write(new byte[2 * TarBlock.BYTES]);
  }
}
