package dev.weir;

/** The one program: server and client. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("weir");
  }
}
