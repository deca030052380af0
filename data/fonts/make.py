# Makes data/fonts/hangul.ttf of NanumSquareR.ttf (Debian: fonts-nanum): Hangul only, no hints, another name.
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
source, target = sys.argv[1:]
options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=False, glyph_names=False, drop_tables=['DSIG','GSUB','GPOS','GDEF','vhea','vmtx','gasp','kern','BASE','LTSH','VDMX','hdmx','meta','VORG'])
options.recalc_timestamp = False
font = subset.load_font(source, options)
subsetter = subset.Subsetter(options)
# Rare syllables are there as blanks, which are left out.
letters = font.getBestCmap()
wanted = [*range(0xac00, 0xd7a4), *range(0x3131, 0x318f)]
subsetter.populate(unicodes=[letter for letter in wanted if letter in letters and font['glyf'][letters[letter]].numberOfContours != 0])
subsetter.subset(font)
for record in font['name'].names:
    if record.nameID in (1, 4, 6):
        record.string = 'DownhillHangul'
    if record.nameID == 2:
        record.string = 'Regular'
font.save(target)
