package dev.weir.cli.image;

import dev.weir.cli.call.CliException;
import dev.weir.cli.image.Past.Revision;
import dev.weir.imagestream.PartialDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** How far back a tag is to go. */
sealed interface RollbackTo {
  /**
   * A tag as it is.
   *
   * @param shown its name for people
   * @param image digest
   */
  record Now(String shown, String image, boolean held) {}

  /**
   * Finds the newest revision that is meant among those of a tag, newest first.
   *
   * @throws CliException if there is none, or if it is at what is meant already
   */
  Revision find(Now tag, Iterable<Revision> past);

  /**
   * Reads the flag.
   *
   * @throws CliException for what is neither a number nor the beginning of a digest
   */
  static RollbackTo parse(String text) {
    if (text.matches("0*[1-9][0-9]{0,8}")) {
      return new Images(Integer.parseInt(text));
    }
    if (Beginning.FORM.matcher(text).matches()) {
      return new Beginning(text);
    }
    throw CliException.usage(
        "invalid argument \""
            + text
            + "\" for \"--to\" flag: how many images to go back, from 1 on, or the beginning of a"
            + " digest, such as sha256:4f2a91c0");
  }

  private static String listed(String tag) {
    return "\"weir tag history " + tag + "\" lists what it was";
  }

  /**
   * What the tag was before it became what it is. Not from where a rollback put it and holds it:
   * that would be the image from which it was rolled back, and the call is a repetition.
   */
  record Last() implements RollbackTo {
    @Override
    public Revision find(Now tag, Iterable<Revision> past) {
      Iterator<Revision> revisions = past.iterator();
      if (tag.held() && revisions.hasNext()) {
        Revision newest = revisions.next();
        if (newest.isRollback()) {
          throw CliException.error(
              "%s was rolled back already: it is %s since %s%s, and held; to move it to another image say to which, with --to=N or --to=DIGEST; %s"
                  .formatted(
                      tag.shown(),
                      newest.image(),
                      newest.since(),
                      newest.by().isEmpty() ? "" : ", by " + newest.by(),
                      listed(tag.shown())));
        }
      }
      return new Images(1).find(tag, past);
    }
  }

  /** So many images; a tag that got the same image twice in a row was there once. */
  record Images(int back) implements RollbackTo {
    @Override
    public Revision find(Now now, Iterable<Revision> past) {
      String tag = now.shown();
      String image = now.image();
      int steps = 0;
      for (Revision revision : past) {
        if (!revision.image().isEmpty() && !revision.image().equals(image)) {
          image = revision.image();
          steps++;
        }
        if (steps == back) {
          return revision;
        }
      }
      throw CliException.error(
          steps == 0
              ? tag + " never was another image, so there is nothing to roll back to"
              : "%s was %s before, and not %d; %s"
                  .formatted(tag, steps == 1 ? "one image" : steps + " images", back, listed(tag)));
    }
  }

  /** An image whose digest begins so. */
  record Beginning(String text) implements RollbackTo {
    private static final Pattern FORM =
        Pattern.compile("(sha256:[0-9a-f]{1,64}|sha512:[0-9a-f]{1,128}|[0-9a-f]{4,128})");

    private static final int WHOLE = "sha256:".length() + 64;

    @Override
    public Revision find(Now now, Iterable<Revision> past) {
      String tag = now.shown();
      Map<String, Revision> found = new LinkedHashMap<>();
      Iterator<Revision> revisions = past.iterator();
      while (revisions.hasNext() && !(found.size() == 1 && isWhole())) {
        Revision revision = revisions.next();
        if (PartialDigest.matches(revision.image(), text)) {
          found.putIfAbsent(revision.image(), revision);
        }
      }
      if (found.size() > 1) {
        throw CliException.error(
            PartialDigest.ambiguous(text, List.copyOf(found.keySet()).stream().sorted().toList()));
      }
      return found.values().stream()
          .findFirst()
          .orElseThrow(
              () ->
                  CliException.error(
                      "%s never was an image whose digest begins with \"%s\", as far as its history"
                              .formatted(tag, text)
                          + " goes; "
                          + listed(tag)));
    }

    private boolean isWhole() {
      return text.length() >= WHOLE;
    }
  }
}
