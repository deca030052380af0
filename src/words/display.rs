//! How the screen looks: colours, signs, frames.

texts! {
    DARK = "for a dark background" / "어두운 배경";
    LIGHT = "for a light background" / "밝은 배경";
    ANY_BACKGROUND = "for any background" / "어느 배경에나";
    NO_COLOURS = "none" / "없음";
    ALL_COLOURS = "all" / "모두";

    BRAILLE = "braille" / "점자";
    NARROW_BRAILLE = "braille, narrow signs" / "점자, 좁은 기호";
    OCTANTS = "octants" / "팔분 블록";
    BLOCKS = "block" / "블록";
    DOTS = "dot" / "점";

    curves_in(signs: &str) = "curves in {signs}" / "곡선: {signs}";
    colours(palette: &str) = "colours: {palette}" / "색: {palette}";
    number_of_colours(number: &str) = "colours: {number}" / "색 수: {number}";

    FRAMES_AS_A_WHOLE = "frames appear as a whole (synchronised output)"
        / "화면을 한꺼번에 바꿉니다(동기화 출력)";
    FRAMES_AS_THEY_ARRIVE = "frames appear as they arrive" / "화면을 오는 대로 바꿉니다";
    MOUSE_ON = "mouse on: click tabs, rows, keys; wheel zooms, drag pans"
        / "마우스 켬: 탭, 줄, 키를 누릅니다. 휠은 확대·축소, 끌기는 이동입니다";
    MOUSE_OFF = "mouse off: text can be selected" / "마우스 끔: 글자를 선택할 수 있습니다";
    NO_SHELL = "there is no shell to go back to" / "돌아갈 셸이 없습니다";
}
