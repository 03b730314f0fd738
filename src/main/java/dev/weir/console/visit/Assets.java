package dev.weir.console.visit;

import dev.weir.http.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the console's pages. The address of each tells what is in it, so that browsers keep
 * it for good.
 */
public final class Assets {
  private static final String PATH = "/console/assets/";

  private static final List<String> FILES =
      List.of(
          "patternfly.css",
          "console.css",
          "console.js",
          "htmx.js",
          "hx-sse.js",
          "hx-csp.js",
          "favicon.svg");

  /** Pictures of the catalog. */
  private static final List<String> ICONS =
      List.of(
          "database",
          "dotnet",
          "gear",
          "go",
          "java",
          "nodejs",
          "perl",
          "php",
          "plain",
          "python",
          "ruby",
          "web");

  /** By the ends of names. */
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final Map<String, Asset> ALL = read();

  private Assets() {}

  private static final class Asset {
    private final String type;
    private final String address;
    private final byte[] bytes;
    private final byte[] packed;

    Asset(String name, String type, byte[] bytes) throws IOException {
      this.type = type;
      this.address = PATH + hash(bytes) + "/" + name;
      this.bytes = bytes;
      this.packed = packed(bytes);
    }
  }

  private static Map<String, Asset> read() {
    Map<String, Asset> found = new TreeMap<>();
    Stream.concat(FILES.stream(), ICONS.stream().map("icon-%s.svg"::formatted))
        .forEach(name -> found.put(name, read(name)));
    return Map.copyOf(found);
  }

  private static Asset read(String name) {
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
    try (InputStream in = Assets.class.getResourceAsStream("/dev/weir/console/assets/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the program has no file " + name);
      }
      return new Asset(name, type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  static String address(String name) {
    Asset asset = ALL.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no file of the console: " + name);
    }
    return asset.address;
  }

  /** Answers if the path is that of a file, as it is now. */
  public static boolean answer(Exchange exchange) throws IOException {
    Optional<Asset> found =
        ALL.values().stream().filter(a -> a.address.equals(exchange.rawPath())).findFirst();
    if (found.isEmpty()) {
      return false;
    }
    Asset asset = found.get();
    boolean packs = Packing.suits(exchange);
    exchange.status(200);
    exchange.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    exchange.setHeader("Vary", "Accept-Encoding");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    if (packs) {
      exchange.setHeader("Content-Encoding", "gzip");
    }
    exchange.send(asset.type, packs ? asset.packed : asset.bytes);
    return true;
  }
}
