"""Family and given names that are frequent in six countries, the most frequent first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FREQUENT_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "french": (
        "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Leroy"
        " Roux David Morel Fournier Girard Bonnet Lambert Fontaine Rousseau Faure Mercier Blanc"
        " Guerin Boyer Garnier Chevalier Legrand Gauthier Perrin Robin Morin Masson Marchand Duval"
        " Denis Lemaire Noel Dufour Meunier Brun Giraud Joly Riviere Brunet Gaillard Renard",
        "Jean Marie Pierre Nathalie Michel Isabelle Philippe Sylvie Alain Catherine Patrick Martine"
        " Nicolas Christine Daniel Valerie Jacques Sandrine Laurent Nicole Stephane Sophie Pascal"
        " Celine Olivier Chantal Vincent Anne Bruno Julie Guillaume Camille Antoine Helene Thierry"
        " Pauline Marc Laura Serge Florence Didier Claire Yves Corinne Denis Simone Marcel Odette",
    ),
    "chinese": (
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng"
        " Liang Xie Song Tang Han Feng Deng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du",
        "Wei Min Jun Lei Fang Jing Li Yan Yong Jie Juan Tao Ming Chao Xia Ping Gang Hui Qiang Hong"
        " Ying Hua Jian Ling Feng Bin Xin Yu Hao Na Peng Lin Yi Bo Kai Rui Ting Dan Zhi Guo Hai",
    ),
    "ethiopian": (
        "",
        "Abebe Tigist Kebede Meseret Tesfaye Hiwot Getachew Almaz Girma Aster Tadesse Selam Bekele"
        " Genet Haile Hanna Alemu Sara Mulugeta Abeba Solomon Zenebech Dawit Tsehay Yohannes Marta"
        " Worku Rahel Assefa Helen Desta Yeshi Negash Askale Mekonnen Senait Berhanu Liya Fikru"
        " Saba Yonas Kidist Biruk Lemlem Henok Seble Lemma Konjit Mesfin Nardos Ayele Yodit Belay",
    ),
    "tamil": (
        "",
        "Murugan Lakshmi Kumar Priya Raja Selvi Senthil Kavitha Suresh Revathi Ramesh Meena Karthik"
        " Sumathi Prakash Valli Mani Devi Ganesan Malathi Rajendran Geetha Vijay Vijaya Balaji Uma"
        " Dinesh Chitra Ravi Kala Krishnan Rani Anand Anitha Gopal Deepa Sekar Hema Natarajan Latha"
        " Elango Nithya Govindan Shanthi Kannan Usha Loganathan Yamuna Pandian Nirmala Udayakumar",
    ),
    "vietnamese": (
        "Nguyen Tran Le Pham Hoang Huynh Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly",
        "Huong Hung Lan Dung Hoa Tuan Mai Minh Thao Nam Linh Hai Trang Long Ha Son Nga Hieu Thuy"
        " Thang Hang Cuong Ngoc Duc Yen Trung Phuong Tung Nhung Huy Huyen Phong Loan Quan Oanh",
    ),
    "polish": (
        "Nowak Kowalski Wojcik Kowalczyk Kaminski Lewandowski Zielinski Wozniak Kozlowski Mazur"
        " Krawczyk Kaczmarek Piotrowski Grabowski Zajac Michalski Krol Wieczorek Wrobel Majewski"
        " Stepien Malinowski Adamczyk Dudek Nowicki Pawlak Sikora Baran Szewczyk Pietrzak Zalewski"
        " Jasinski Bak Sadowski Duda Wilk Borkowski Sawicki Lis Kubiak Mazurek Wysocki Sobczak",
        "Anna Piotr Katarzyna Krzysztof Maria Andrzej Agnieszka Tomasz Barbara Jan Ewa Pawel Joanna"
        " Michal Monika Marcin Zofia Jakub Teresa Adam Danuta Marek Marta Lukasz Julia Grzegorz"
        " Beata Wojciech Dorota Mariusz Janina Rafal Alicja Robert Halina Kamil Irena Jozef Renata",
    ),
}
"""Of each: family names, none where people bear their fathers', and given names."""
