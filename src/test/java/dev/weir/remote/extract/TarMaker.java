package dev.weir.remote.extract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.remote.repository.Pictures;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Makes tar files entry by entry, also such as no honest program makes. */
public final class TarMaker {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int mode = 0644;
  private long owner;

  /** What comes now has these rights. */
  public TarMaker mode(int bits) {
    mode = bits;
    return this;
  }

  /** What comes now belongs to this user and group. */
  public TarMaker owner(long id) {
    owner = id;
    return this;
  }

  public TarMaker file(String name, String text) {
    return entry('0', name, "", text.getBytes(UTF_8));
  }

  public TarMaker directory(String name) {
    return entry('5', name + "/", "", new byte[0]);
  }

  public TarMaker link(String name, String target) {
    return entry('2', name, target, new byte[0]);
  }

  public TarMaker hardLink(String name, String target) {
    return entry('1', name, target, new byte[0]);
  }

  public TarMaker device(String name) {
    return entry('3', name, "", new byte[0]);
  }

  /** An entry of any kind. */
  public TarMaker entry(char type, String name, String target, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, String.format(Locale.ROOT, "%07o", mode));
    put(header, 108, String.format(Locale.ROOT, "%07o", owner));
    put(header, 116, String.format(Locale.ROOT, "%07o", owner));
    put(header, 124, String.format(Locale.ROOT, "%011o", content.length));
    put(header, 136, String.format(Locale.ROOT, "%011o", 1_000_000_000));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar");
    put(header, 263, "00");
    return raw(summed(header)).raw(content).raw(new byte[-content.length & BLOCK - 1]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] summed(byte[] header) {
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return header;
  }

  /** Any bytes. */
  public TarMaker raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public byte[] tar() {
    byte[] end = new byte[2 * BLOCK];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(out.toByteArray());
    all.writeBytes(end);
    return all.toByteArray();
  }

  /** A layer of it. */
  public byte[] gzip() {
    return Pictures.gzip(tar());
  }
}
