package dev.weir.imagestream.age;

import java.time.Instant;

/**
 * An image that this server has seen under a tag of another registry.
 *
 * @param image its digest; of a list that an import chooses from, the one that was chosen
 * @param reference pull spec by digest
 * @param first when it was seen first, since something else was seen there last
 * @param last when it was last seen there, to the hour
 * @param taken whether it is what the tag took last
 */
public record Candidate(
    String image, String reference, Instant first, Instant last, boolean taken) {

  Candidate seenAt(Instant now) {
    return new Candidate(image, reference, first, now, taken);
  }

  Candidate asTaken() {
    return new Candidate(image, reference, first, last, true);
  }
}
