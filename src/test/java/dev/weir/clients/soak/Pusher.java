package dev.weir.clients.soak;

import dev.weir.clients.soak.Door.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/**
 * Pushes as clients do: asks for each blob, mounts it, or sends it; then the manifest. Believes
 * what it is told, also a while later.
 */
final class Pusher {
  private final Door door;
  private final Findings findings;
  private final Random random;
  private final Duration slowest;

  /**
   * A client.
   *
   * @param slowest the longest that it rests between a blob and the manifest
   */
  Pusher(Door door, Findings findings, Random random, Duration slowest) {
    this.door = door;
    this.findings = findings;
    this.random = random;
    this.slowest = slowest;
  }

  /**
   * Pushes an artifact with everything that it needs.
   *
   * @param reference a tag, or the digest
   * @param other a repository that may have its blobs
   * @return false if it was refused, which is noted
   */
  boolean push(String repository, String reference, Artifact artifact, String other)
      throws IOException, InterruptedException {
    for (Artifact child : artifact.children()) {
      if (!isThere(repository, child) && !push(repository, child.digest(), child, other)) {
        return false;
      }
      rest(8);
    }
    for (Piece piece : artifact.pieces()) {
      bring(repository, piece, other);
    }
    rest(12);
    Answer answer =
        door.registry(
            "PUT",
            "/v2/" + repository + "/manifests/" + reference,
            artifact.type(),
            artifact.bytes());
    if (answer.status() != 201) {
      findings.broken(
          "manifest %s to %s:%s: %s"
              .formatted(artifact.digest(), repository, reference, answer.text()));
      return false;
    }
    findings.sent();
    findings.pushed();
    return true;
  }

  /** Clients that send an index ask for its children first. */
  private boolean isThere(String repository, Artifact child)
      throws IOException, InterruptedException {
    String path = "/v2/" + repository + "/manifests/" + child.digest();
    if (door.registry("HEAD", path).status() == 200) {
      findings.relied();
      return true;
    }
    return false;
  }

  /** Sends a blob unless it is there. */
  void bring(String repository, Piece piece, String other)
      throws IOException, InterruptedException {
    String blobs = "/v2/" + repository + "/blobs/";
    if (door.registry("HEAD", blobs + piece.digest()).status() == 200) {
      findings.relied();
      return;
    }
    String begin =
        random.nextInt(3) == 0
            ? blobs + "uploads/?mount=" + piece.digest() + "&from=" + other
            : blobs + "uploads/";
    Answer begun = door.registry("POST", begin);
    if (begun.status() == 201) {
      findings.relied();
      return;
    }
    if (begun.status() != 202) {
      findings.broken("upload to " + repository + ": " + begun.text());
      return;
    }
    String end = begun.location();
    byte[] bytes = piece.bytes();
    if (random.nextBoolean()) {
      Answer sent = door.registry("PATCH", end, Door.BYTES, bytes);
      if (sent.status() != 202) {
        findings.broken("piece of an upload to " + repository + ": " + sent.text());
        return;
      }
      end = sent.location();
      bytes = new byte[0];
    }
    String with = end + (end.contains("?") ? "&" : "?") + "digest=" + piece.digest();
    Answer ended = door.registry("PUT", with, Door.BYTES, bytes);
    if (ended.status() != 201) {
      findings.broken("end of an upload to " + repository + ": " + ended.text());
    }
    findings.sent();
  }

  /** One of so many times, as slow clients do. */
  private void rest(int of) throws InterruptedException {
    if (random.nextInt(of) == 0) {
      Thread.sleep(random.nextLong(slowest.toMillis()));
    }
  }
}
