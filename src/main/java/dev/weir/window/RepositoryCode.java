package dev.weir.window;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stream name of an upstream's repository, and back. A path of any depth becomes one name that
 * image streams may have (image-api.md 7.4), and no two paths become the same:
 *
 * <pre>
 *   /           .         library/busybox      → library.busybox
 *   .           _d_       team/node.js         → team.node_d_js
 *   __          _u_       a__b                 → a_u_b
 *   -- and more _hN_      a--b                 → a_h2_b
 *   _ before a word that reads like one of these: the word gets an x in front
 *                         a_d.b                → a_xd_d_b
 * </pre>
 *
 * All else stays as it is.
 */
public final class RepositoryCode {
  private static final Pattern PATH =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TOKEN = Pattern.compile("[a-z0-9]+|-+|__|[._/]");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
  private static final Pattern SEPARATOR = Pattern.compile("[._-]");
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
  private static final String MARKS = "(?:d|u|h(?:[2-9]|[1-9][0-9]{1,2}))";
  private static final Pattern MARK = Pattern.compile(MARKS);
  private static final Pattern LIKE_A_MARK = Pattern.compile("x*" + MARKS);

  /** Of a path, and of a stream with its project; longer ones are never looked at closely. */
  static final int MAX_LENGTH = 255;

  private RepositoryCode() {}

  /** True if a registry may have a repository of that path. */
  public static boolean isPath(String path) {
    return path.length() <= MAX_LENGTH && PATH.matcher(path).matches();
  }

  /**
   * The name of a path; it may be longer than names may be.
   *
   * @throws IllegalArgumentException if no registry has such a path
   */
  public static String encode(String path) {
    if (!isPath(path)) {
      throw new IllegalArgumentException(
          "\"%s\" is no path of a repository: words of lower-case letters and digits, with . _ __ - or / between them, %d characters at most"
              .formatted(path, MAX_LENGTH));
    }
    StringBuilder name = new StringBuilder();
    Matcher tokens = TOKEN.matcher(path);
    boolean afterUnderscore = false;
    while (tokens.find()) {
      String token = tokens.group();
      if (afterUnderscore && LIKE_A_MARK.matcher(token).matches()) {
        name.append('x');
      }
      name.append(code(token));
      afterUnderscore = token.equals("_");
    }
    return name.toString();
  }

  private static String code(String token) {
    return switch (token) {
      case "/" -> ".";
      case "." -> "_d_";
      case "__" -> "_u_";
      default -> token.startsWith("-") && token.length() > 1 ? "_h" + token.length() + "_" : token;
    };
  }

  /** The path of which this is the name; empty if it is the name of none. */
  public static Optional<String> decode(String name) {
    if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    List<String> words = List.of(SEPARATOR.split(name));
    List<String> separators = WORD.splitAsStream(name).skip(1).toList();
    StringBuilder path = new StringBuilder(words.getFirst());
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      String before = separators.get(i - 1);
      if (!before.equals("_")) {
        path.append(before.equals(".") ? "/" : before).append(word);
      } else if (MARK.matcher(word).matches()) {
        boolean closed = i < separators.size() && separators.get(i).equals("_");
        if (!closed) {
          return Optional.empty();
        }
        path.append(separator(word)).append(words.get(++i));
      } else {
        boolean stuffed = LIKE_A_MARK.matcher(word).matches();
        path.append('_').append(stuffed ? word.substring(1) : word);
      }
    }
    return Optional.of(path.toString())
        .filter(found -> isPath(found) && encode(found).equals(name));
  }

  private static String separator(String mark) {
    return switch (mark.charAt(0)) {
      case 'd' -> ".";
      case 'u' -> "__";
      default -> "-".repeat(Integer.parseInt(mark, 1, mark.length(), 10));
    };
  }
}
