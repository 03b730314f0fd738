package dev.weir.clients.soak;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A manifest and everything that it needs.
 *
 * @param text the manifest as it is pushed
 * @param pieces its blobs, the configuration first; none of an index
 * @param children what an index lists
 * @param subject digest of what it refers to
 */
public record Artifact(
    String digest,
    String type,
    String text,
    List<Piece> pieces,
    List<Artifact> children,
    Optional<String> subject) {

  /** An image of these blobs. */
  public static Artifact image(Piece configuration, List<Piece> layers) {
    return manifest(configuration, layers, Optional.empty());
  }

  /** A signature, say, of something that is there or is to come. */
  public static Artifact referrer(Artifact subject, Piece configuration, Piece content) {
    return manifest(configuration, List.of(content), Optional.of(subject));
  }

  private static Artifact manifest(
      Piece configuration, List<Piece> layers, Optional<Artifact> subject) {
    String text =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]%s}"
            .formatted(
                MediaTypes.OCI_MANIFEST,
                descriptor(
                    MediaTypes.OCI_CONFIG, configuration.digest(), configuration.bytes().length),
                layers.stream()
                    .map(l -> descriptor(MediaTypes.OCI_LAYER, l.digest(), l.size()))
                    .collect(Collectors.joining(",")),
                subject
                    .map(s -> ",\"subject\":" + descriptor(s.type, s.digest, s.bytes().length))
                    .orElse(""));
    List<Piece> pieces = new java.util.ArrayList<>(List.of(configuration));
    pieces.addAll(layers);
    return new Artifact(
        digest(text),
        MediaTypes.OCI_MANIFEST,
        text,
        List.copyOf(pieces),
        List.of(),
        subject.map(Artifact::digest));
  }

  /** A list of these. */
  public static Artifact index(List<Artifact> children) {
    String text =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(
                MediaTypes.OCI_INDEX,
                children.stream()
                    .map(c -> descriptor(c.type, c.digest, c.bytes().length))
                    .collect(Collectors.joining(",")));
    return new Artifact(
        digest(text), MediaTypes.OCI_INDEX, text, List.of(), children, Optional.empty());
  }

  private static String digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String descriptor(String type, String digest, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest, size);
  }

  /** The manifest as it is pushed. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Digests of everything that must be there for it to be pulled, its own included. */
  public Set<String> closure() {
    Set<String> all = new HashSet<>();
    all.add(digest);
    pieces.forEach(piece -> all.add(piece.digest()));
    children.forEach(child -> all.addAll(child.closure()));
    return all;
  }
}
